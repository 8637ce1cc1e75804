// The same from an async function.
// SPDX-License-Identifier: Apache-2.0
export const handler = async (event) => {
  await null
  return event.path === '/nothing' ? undefined : { body: event.path }
}
