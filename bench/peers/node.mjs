// SPDX-License-Identifier: Apache-2.0
// The same hello on Node's http server. Usage: node peers/node.mjs PORT
// SPDX-License-Identifier: Apache-2.0
import http from 'node:http'

http
  .createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const body = JSON.stringify({ hello: decodeURIComponent(pathname) })
    response.writeHead(200, { 'X-Powered-By': 'bench', 'Content-Type': 'application/json' })
    response.end(body)
  })
  .listen(Number(process.argv[2]), '127.0.0.1')
