// The workloads for servers whose handlers take a Request and return a Response: Bun, Deno, workerd.
// SPDX-License-Identifier: Apache-2.0
const one = async () => 1
const bytes = new Uint8Array(16384).fill(7)

export const workloads = {
  hello(request) {
    const { pathname } = new URL(request.url)
    return Response.json({ hello: decodeURIComponent(pathname) }, { headers: { 'X-Powered-By': 'bench' } })
  },

  async json(request) {
    const order = await request.json()
    order.accepted = true
    return Response.json(order)
  },

  headers(request) {
    return Response.json({ asked: request.headers.get('x-field-17') })
  },

  async awaits() {
    return Response.json({ sum: (await one()) + (await one()) + (await one()) })
  },

  bytes() {
    return new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream' } })
  },
}
