// Module state survives between requests.
// SPDX-License-Identifier: Apache-2.0
let count = 0
const started = Date.now()
const seen = new Map()

export const handler = (event) => {
  switch (event.path) {
    case '/count':
      return { body: { count: ++count } }
    case '/remember':
      seen.set(event.query.key, event.query.value)
      return { statusCode: 204 }
    case '/recall':
      return seen.get(event.query.key) ?? { statusCode: 404 }
    case '/global':
      globalThis.kept = (globalThis.kept ?? 0) + 1
      return String(globalThis.kept)
    default:
      return { body: { sameStart: started <= Date.now() } }
  }
}
