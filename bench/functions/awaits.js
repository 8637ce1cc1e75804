// Three awaits between the request and its answer.
// SPDX-License-Identifier: Apache-2.0
const one = async () => 1

export const handler = async () => {
  const sum = (await one()) + (await one()) + (await one())
  return { statusCode: 200, body: { sum } }
}
