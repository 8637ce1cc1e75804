// A default export that answers nothing.
// SPDX-License-Identifier: Apache-2.0
const app = { get() {} }
export default app
