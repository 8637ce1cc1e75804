// node:timers/promises: setTimeout that is awaited.
// SPDX-License-Identifier: Apache-2.0
const set = globalThis.setTimeout
export const setTimeout = (delay, value) => new Promise((resolve) => set(resolve, delay, value))
export default { setTimeout }
