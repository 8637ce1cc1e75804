// Callback style: a function that is not async, takes `done` and returns nothing answers when it calls `done`.
//
//   ./isere run examples/done
//   curl http://127.0.0.1:8080/?after=50
//   curl -i http://127.0.0.1:8080/?fail
//
// SPDX-License-Identifier: Apache-2.0

export const handler = (event, context, done) => {
  if ('fail' in event.query) {
    // The client gets a 500 without the reason; the reason is in the log.
    done(new Error('this call was asked to fail'))
    return
  }
  const delay = Math.min(Number(event.query.after ?? 0) || 0, 1000)
  setTimeout(() => done({ statusCode: 200, body: { done: true, after: delay } }), delay)
}
