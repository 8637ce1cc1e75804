// Thousands of requests by undici: a pool that pipelines, fresh connections, fetch, streamed bodies.
//
//   node undici.mjs FOLDER-WITH-NODE_MODULES PORT COUNT
//
// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'

const [, , folder, port, count] = process.argv
const { Client, Pool, fetch } = createRequire(`${folder}/`)('undici')
const origin = `http://127.0.0.1:${port}`
let right = 0

const check = (status, text, wanted) => {
  if (status !== 200 || text !== wanted) {
    throw new Error(`${status} ${text.slice(0, 80)} instead of 200 ${wanted.slice(0, 80)}`)
  }
  right++
}

const ask = async (dispatcher, options, wanted) => {
  const { statusCode, body } = await dispatcher.request(options)
  check(statusCode, await body.text(), wanted)
}

const chunks = function* (text) {
  for (let i = 0; i < text.length; i += 1000) yield text.slice(i, i + 1000)
}

const one = (dispatcher, i) => {
  const text = `${i} `.repeat(i % 3000)
  switch (i % 4) {
    case 0:
      return ask(dispatcher, { path: '/', method: 'PUT', body: text }, text)
    case 1:
      return ask(dispatcher, { path: '/', method: 'POST', body: Readable.from(chunks(text)) }, text)
    default:
      return ask(dispatcher, { path: `/n/${i}`, method: 'GET' }, `/n/${i}`)
  }
}

const pool = new Pool(origin, { connections: 16, pipelining: 4 })
await Promise.all(Array.from({ length: Number(count) }, (_, i) => one(pool, i)))
await pool.close()

for (let i = 0; i < 100; i++) {
  const client = new Client(origin)
  await ask(client, { path: `/fresh/${i}`, method: 'GET', reset: true }, `/fresh/${i}`)
  await client.close()
  const response = await fetch(`${origin}/fetched/${i}`)
  check(response.status, await response.text(), `/fetched/${i}`)
}
console.log(right)
