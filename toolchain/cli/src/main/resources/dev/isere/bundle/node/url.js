// node:url: the URL of the web platform.
// SPDX-License-Identifier: Apache-2.0
const { URL, URLSearchParams } = globalThis
export { URL, URLSearchParams }
export default { URL, URLSearchParams }
