// node:perf_hooks: performance.now() alone.
// SPDX-License-Identifier: Apache-2.0
const { performance } = globalThis
export { performance }
export default { performance }
