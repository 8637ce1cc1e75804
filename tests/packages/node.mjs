// Answers with Node what functions are asked: an app's fetch with Node's own Request and Response, a handler with the
// event and the response of docs/handler.md, as far as the functions here use them.
//
//   node node.mjs >ANSWERS
//
// In the current folder are the functions and requests.json: {"FUNCTION": [{"method", "path", "headers", "body"}]}.
// ANSWERS: {"FUNCTION": [{"status", "headers", "body"}]}, bodies as base64.
//
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const ORIGIN = 'http://127.0.0.1:8080'

const toEvent = async (request) => ({
  method: request.method,
  path: decodeURIComponent(new URL(request.url).pathname),
  query: Object.fromEntries(new URL(request.url).searchParams),
  body: await request.text(),
})

const toResponse = (result) => {
  const keys = ['statusCode', 'headers', 'body']
  const isResponse = Object.keys(result).every((key) => keys.includes(key))
  const { statusCode = 200, headers = {}, body } = isResponse ? result : { body: result }
  const isText = typeof body === 'string'
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json'
  return new Response(isText ? body : JSON.stringify(body), { status: statusCode, headers: { 'content-type': type, ...headers } })
}

const ask = async (module, { path = '/', ...init }) => {
  const request = new Request(ORIGIN + path, init)
  const response = module.handler
    ? toResponse(await module.handler(await toEvent(request)))
    : await module.default.fetch(request)
  return {
    status: response.status,
    headers: [...response.headers],
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  }
}

const answers = {}
for (const [name, requests] of Object.entries(JSON.parse(readFileSync('requests.json', 'utf8')))) {
  const module = await import(pathToFileURL(`${name}.js`))
  answers[name] = []
  for (const request of requests) answers[name].push(await ask(module, request))
}
process.stdout.write(JSON.stringify(answers))
