// node:console: the global.
// SPDX-License-Identifier: Apache-2.0
export const { debug, error, info, log, trace, warn } = console
export default console
