// A top-level await that rejects.
// SPDX-License-Identifier: Apache-2.0
await Promise.reject(new Error('no settings'))
export const handler = () => 'never'
