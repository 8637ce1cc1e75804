// More requests than may be in flight.
// SPDX-License-Identifier: Apache-2.0
export const handler = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, 300))
  return event.path
}
