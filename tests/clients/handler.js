// Says what it was asked.
// SPDX-License-Identifier: Apache-2.0
export const handler = async (event) =>
  event.method === 'GET' ? event.path : { headers: { 'X-Method': event.method }, body: event.body ?? '' }
