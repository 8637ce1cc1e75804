// JSON body, one header, the path in the body.
// SPDX-License-Identifier: Apache-2.0
export const handler = async (event) => ({
  statusCode: 200,
  headers: { 'X-Powered-By': 'bench' },
  body: { hello: event.path },
})
