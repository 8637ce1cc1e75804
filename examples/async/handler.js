// Waits without blocking: while one call waits for its timer, others are served.
//
//   ./isere run examples/async
//   curl 'http://127.0.0.1:8080/?ms=200&ms=300'      two waits at once: 300 ms, not 500
//
// SPDX-License-Identifier: Apache-2.0

const MAX_WAITS = 16
const MAX_WAIT_MS = 5000

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves to what `promise` does, or rejects when that takes longer than `ms`. */
const within = (ms, promise) => {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

const waitFor = async (ms) => {
  const started = Date.now()
  await sleep(ms)
  return { asked: ms, waited: Date.now() - started }
}

let inFlight = 0

export const handler = async (event, context) => {
  const times = [event.query.ms ?? '100'].flat().map(Number)
  const sound = times.length <= MAX_WAITS && times.every((ms) => ms >= 0 && ms <= MAX_WAIT_MS)
  if (!sound) {
    return { statusCode: 400, body: { message: `up to ${MAX_WAITS} times "ms", each from 0 to ${MAX_WAIT_MS}` } }
  }
  inFlight++
  try {
    const waits = await within(context.getRemainingTimeInMillis() - 100, Promise.all(times.map(waitFor)))
    return { body: { waits, inFlight } }
  } finally {
    inFlight--
  }
}
