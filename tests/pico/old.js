// The function that slots.test.mjs finds in slot B.
// SPDX-License-Identifier: Apache-2.0
export const handler = async () => 'an older one'
