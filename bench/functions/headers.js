// One of a request's 32 header fields is looked at.
// SPDX-License-Identifier: Apache-2.0
export const handler = async (event) => ({
  statusCode: 200,
  body: { asked: event.headers['x-field-17'] },
})
