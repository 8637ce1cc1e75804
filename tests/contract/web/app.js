// A default export with a method `fetch`, as other platforms have it; a route for each thing that it sees or gives.
// SPDX-License-Identifier: Apache-2.0
const caught = async (run) => {
  try {
    return await run()
  } catch (error) {
    return error.name
  }
}

const routes = {
  '/request': async (request) => [
    request.method, request.headers.get('X-Two'), request.headers.has('cookie'), request.bodyUsed,
    await request.text(), request.bodyUsed, await caught(() => request.text()),
  ],
  '/json': async (request) => (await request.json()).deep,
  '/bytes': async (request) => new Response(await request.arrayBuffer()),
  '/clone': async (request) => [await request.clone().json(), await request.json()],
  '/copy': async () => {
    const response = new Response('x', { status: 202 })
    response.headers.delete('content-type')
    const copy = response.clone()
    copy.headers.set('a', '1')
    return [copy.status, copy.headers.has('content-type'), response.headers.has('a'), await copy.text(), await response.text()]
  },
  '/body': async (request) => new Response(request.body, { status: 201 }),
  '/stream': async (request) => {
    let count = 0
    for await (const chunk of request.body) count += chunk.length
    return count
  },
  '/env': async (request, env, later) => [env.COLOUR, later.context.board === undefined, request instanceof Request],
  '/later': async (request, env, later) => {
    later.waitUntil(Promise.reject(new Error('too late')))
    return 'answered'
  },
  '/text': () => new Response('t€xt', { headers: [['x-a', '1'], ['X-A', '2'], ['set-cookie', 'a=1'], ['Set-Cookie', 'b=2']] }),
  '/empty': () => new Response(null, { status: 204 }),
  '/moved': () => Response.redirect('http://a.example/b c', 308),
  '/made': async () => {
    const request = new Request('http://a.example:80/x/../y?z#f', { method: 'post', body: new URLSearchParams({ a: 'b c' }) })
    const response = new Response(new Response('inner', { headers: { b: '1', a: '2' } }).body)
    return [
      request.method, request.url, request.headers.get('content-type'), await request.text(),
      await response.text(), [...new Headers({ b: ' 1 ', a: '2' })], new Headers({ a: '' }).get('a'),
    ]
  },
  '/refused': async () => Promise.all([
    () => new Response('x', { status: 99 }), () => new Response('x', { status: 204 }),
    () => new Request('/x'), () => new Request('http://u:p@a/'), () => new Request('http://a/', { body: 'x' }),
    () => new Headers({ 'a b': '1' }), () => new Headers({ a: '1\n2' }), () => new Response('{').json(),
    () => new Response('a=b').formData(), () => Response.json(undefined),
  ].map(caught)),
  '/nothing': () => undefined,
  '/plain': () => ({ statusCode: 200 }),
}

export default {
  own: 'this is the object',
  async fetch(request, env, later) {
    if (this.own === undefined) throw new Error('fetch has lost its object')
    const url = request.url
    if (request.headers.get('x-echo')) return new Response(url)
    const route = routes[new URL(url).pathname]
    const result = await route(request, env, later)
    return result instanceof Response || ['/nothing', '/plain'].includes(new URL(url).pathname) ? result : Response.json(result)
  },
}
