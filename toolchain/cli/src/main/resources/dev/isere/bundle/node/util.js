// node:util: text and bytes.
// SPDX-License-Identifier: Apache-2.0
const { TextEncoder, TextDecoder } = globalThis
export { TextEncoder, TextDecoder }
export default { TextEncoder, TextDecoder }
