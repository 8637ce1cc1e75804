// A handler of the ordinary kind that answers with a Response.
// SPDX-License-Identifier: Apache-2.0
export const handler = (event, context, done) => {
  if (event.path === '/plain') return { statusCode: 200, body: 'plain' }
  if (event.path === '/done') return void done(new Response('done', { status: 202 }))
  if (event.path === '/promise') return Promise.resolve(Response.json({ a: 1 }))
  const response = new Response('sync', { headers: { 'content-type': 'text/x' } })
  if (event.path === '/read') response.text()
  return response
}
