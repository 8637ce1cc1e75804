// What isere.d.ts and files.d.ts have to take: tsc complains about no line of it.
// SPDX-License-Identifier: Apache-2.0
import type { App, Handler } from '../isere'
import table from './words.csv'
import style from './words.css'
import page from './words.html'
import numbers from './words.json'
import notes from './words.md'
import icon from './words.svg'
import plain from './words.txt'
import feed from './words.xml'

const texts: string[] = [table, style, page, notes, icon, plain, feed]
const sum: number = numbers.list.reduce((a, b) => a + b, 0)

export const handler: Handler = async (event, context, done) => {
  const first: string | undefined = event.headers['set-cookie']?.[0]
  const timer: number = setTimeout((text: string) => console.log(text), 5, 'later')
  clearTimeout(timer)
  if (event.isBase64Encoded) return atob(event.body ?? '')
  if (event.path === '/done') return done(null, { statusCode: 202, headers: { 'Set-Cookie': ['a=1', 'b=2'] } })
  const { bytes } = structuredClone({ bytes: new ArrayBuffer(4) }, { transfer: [] })
  crypto.getRandomValues(new Uint8Array(bytes))
  return { body: { first, sum, texts, id: crypto.randomUUID(), left: context.getRemainingTimeInMillis(), bytes } }
}

interface Reading {
  celsius: number
}
class Point {
  x = 1
}
export const answers: Handler[] = [
  () => undefined,
  () => 'text',
  () => [1, 2],
  () => new Uint8Array(2),
  () => new Map([[1, 2]]),
  () => new Point(),
  (): Reading => ({ celsius: 20 }),
  (event): Reading | { statusCode: number } => (event.path === '/' ? { celsius: 20 } : { statusCode: 404 }),
  () => new Response('of the web'),
  () => ({ body: { statusCode: 'of the body' } }),
  async () => Promise.resolve(null),
]

const app: App = {
  async fetch(request, env, later) {
    later.waitUntil(Promise.resolve(performance.now()))
    const { searchParams } = new URL(request.url)
    const words = new TextDecoder().decode(await request.bytes())
    const headers = new Headers({ 'x-board': later.context.board, 'x-mark': env.MARK ?? '' })
    return searchParams.has('json') ? Response.json({ words }) : new Response(words, { status: 201, headers })
  },
}
export default app
