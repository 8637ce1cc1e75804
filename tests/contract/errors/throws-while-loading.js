// Cannot be loaded.
// SPDX-License-Identifier: Apache-2.0
const settings = undefined
export const port = settings.port
export const handler = () => 'never'
