// A hono app: middleware, parameters, queries, a body of JSON, redirects, cookies, errors.
// SPDX-License-Identifier: Apache-2.0
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'

const app = new Hono()

app.use(async (c, next) => {
  await next()
  c.header('x-served-by', 'hono')
})
app.use('/open/*', cors())
app.get('/hello/:name', (c) => c.json({ hello: c.req.param('name'), loud: c.req.query('loud') ?? null }))
app.post('/sum', async (c) => {
  const { numbers } = await c.req.json()
  return c.json({ sum: numbers.reduce((a, b) => a + b, 0) }, 201)
})
app.post('/shout', async (c) => c.text((await c.req.text()).toUpperCase()))
app.get('/open/door', (c) => c.html('<h1>open</h1>'))
app.get('/old', (c) => c.redirect('/hello/you', 301))
app.get('/visit', (c) => {
  const visits = Number(getCookie(c, 'visits') ?? 0) + 1
  setCookie(c, 'visits', String(visits), { httpOnly: true })
  return c.body(`visit ${visits}`)
})
app.get('/bytes', (c) => c.body(new Uint8Array([1, 2, 253]), 200, { 'content-type': 'application/x-three' }))
app.get('/tea', () => {
  throw new HTTPException(418, { message: 'a teapot' })
})
app.get('/broken', () => {
  throw new Error('broken')
})
app.onError((error, c) => (error instanceof HTTPException ? error.getResponse() : c.json({ error: error.message }, 500)))

export default app
