// process.env of a project without one.
// SPDX-License-Identifier: Apache-2.0
export const handler = () => ({ body: { keys: Object.keys(process.env) } })
