// The workloads on Node's http server. Usage: node peers/node.mjs PORT WORKLOAD
// SPDX-License-Identifier: Apache-2.0
import http from 'node:http'

const one = async () => 1
const bytes = Buffer.alloc(16384, 7)

function sendJson(response, value, headers) {
  response.writeHead(200, { 'Content-Type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}

const workloads = {
  hello(request, response) {
    const { pathname } = new URL(request.url, 'http://localhost')
    sendJson(response, { hello: decodeURIComponent(pathname) }, { 'X-Powered-By': 'bench' })
  },

  json(request, response) {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const order = JSON.parse(Buffer.concat(chunks).toString())
      order.accepted = true
      sendJson(response, order)
    })
  },

  headers(request, response) {
    sendJson(response, { asked: request.headers['x-field-17'] })
  },

  async awaits(request, response) {
    sendJson(response, { sum: (await one()) + (await one()) + (await one()) })
  },

  bytes(request, response) {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
    response.end(bytes)
  },
}

const [port, workload] = process.argv.slice(2)
http.createServer(workloads[workload]).listen(Number(port), '127.0.0.1')
