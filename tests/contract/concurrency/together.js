// Several requests in flight at once.
// SPDX-License-Identifier: Apache-2.0
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
let waiting = []

export const handler = async (event) => {
  switch (event.path) {
    case '/sleep':
      await sleep(Number(event.query.ms))
      return event.query.say
    case '/meet':
      // Answers once as many as asked for are in flight.
      return new Promise((resolve) => {
        waiting.push(() => resolve(event.query.say))
        if (waiting.length === Number(event.query.n)) {
          waiting.forEach((go) => go())
          waiting = []
        }
      })
    case '/fail':
      await sleep(10)
      throw new Error('one of many')
    case '/never':
      return new Promise(() => {})
    default:
      return 'quick'
  }
}
