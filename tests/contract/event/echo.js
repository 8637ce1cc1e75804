// Shows the event, or a part of it.
// SPDX-License-Identifier: Apache-2.0
export const handler = (event) => {
  const part = event.query.part
  return { body: { value: part === undefined ? event : (event[part] ?? null) } }
}
