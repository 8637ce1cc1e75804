// node:crypto: what the global crypto has.
// SPDX-License-Identifier: Apache-2.0
const { crypto: webcrypto } = globalThis
export const randomUUID = () => webcrypto.randomUUID()
export const getRandomValues = (array) => webcrypto.getRandomValues(array)
export { webcrypto }
export default { randomUUID, getRandomValues, webcrypto }
