// A JSON document of 4 KB is parsed, changed and sent back.
// SPDX-License-Identifier: Apache-2.0
export const handler = async (event) => {
  const order = JSON.parse(event.body)
  order.accepted = true
  return { statusCode: 200, body: order }
}
