// Promises that nobody waits for.
// SPDX-License-Identifier: Apache-2.0
export const handler = (event) => {
  switch (event.path) {
    case '/unhandled':
      Promise.reject(new Error('nobody listens'))
      return 'answered'
    case '/handled-later': {
      const promise = Promise.reject(new Error('handled in time'))
      queueMicrotask(() => promise.catch(() => {}))
      return 'answered'
    }
    default:
      return 'ok'
  }
}
