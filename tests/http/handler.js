// The handler behind every transcript of this folder: what a case needs is chosen by the path.
// SPDX-License-Identifier: Apache-2.0
const text = (body, statusCode = 200, headers = {}) => ({
  statusCode,
  headers: { 'Content-Type': 'text/plain', ...headers },
  body,
})

const allBytes = () => Uint8Array.from({ length: 256 }, (_, i) => i)

const routes = {
  '/probe': () => text('probed'),
  '/hello': () => text('hello'),

  // What arrived: method, path, and the body or the word none.
  '/echo': (event) => text(`${event.method} ${event.path} ${event.body ?? 'none'}`),

  // The header fields, but Host: one a line.
  '/headers': (event) =>
    text(
      Object.entries(event.headers)
        .filter(([name]) => name !== 'host')
        .map(([name, value]) => `${name}=${value};`)
        .sort()
        .join(''),
    ),

  '/host': (event) => text(event.headers.host),

  // How many bytes the body has.
  '/count': (event) => text(String(event.body === undefined ? 0 : event.body.length)),

  // A response of a given status.
  '/status': (event) => text('status', Number(event.query.code)),

  // A body of a given size.
  '/size': (event) => text('x'.repeat(Number(event.query.n))),

  // Answers after a while, so that later requests could overtake.
  '/later': async (event) => {
    await new Promise((resolve) => setTimeout(resolve, Number(event.query.ms)))
    return text(event.query.say)
  },

  '/empty': () => ({ statusCode: 200 }),
  '/bytes': () => ({ headers: { 'Content-Type': 'application/octet-stream' }, body: allBytes() }),
  '/cookies': () => text('two', 200, { 'Set-Cookie': ['a=1', 'b=2'] }),
  '/utf8': () => text('grüß'),

  // Fields that are the server's business.
  '/framing': () =>
    text('framed', 200, {
      'Content-Length': '1',
      Connection: 'upgrade',
      'Transfer-Encoding': 'chunked',
      'Keep-Alive': 'timeout=1',
      Upgrade: 'h2c',
      TE: 'trailers',
      'X-Kept': 'yes',
    }),
}

// What the target became: the path decoded and raw, the query decoded and raw.
const target = (event) =>
  text(
    `path=${event.path} raw=${event.rawPath} query=${JSON.stringify(event.query)} rawQuery=${event.rawQuery}`,
  )

export const handler = (event) => {
  const route = routes[event.path]
  return route ? route(event) : target(event)
}
