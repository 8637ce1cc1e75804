// A top-level await that never settles.
// SPDX-License-Identifier: Apache-2.0
await new Promise(() => {})
export const handler = () => 'never'
