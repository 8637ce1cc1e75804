// node:timers: the globals.
// SPDX-License-Identifier: Apache-2.0
const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis
export { setTimeout, clearTimeout, setInterval, clearInterval }
export default { setTimeout, clearTimeout, setInterval, clearInterval }
