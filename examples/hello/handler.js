// The least there is: what is returned with a `body` is the response; an object as body is sent as JSON.
//
//   ./isere run examples/hello
//   curl http://127.0.0.1:8080/world
//
// SPDX-License-Identifier: Apache-2.0

export const handler = async (event) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: { hello: event.path },
})
