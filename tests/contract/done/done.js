// Callback style, and what happens when several ways to answer meet.
// SPDX-License-Identifier: Apache-2.0
const later = (ms, f) => setTimeout(f, ms)

const ways = {
  '/now': (event, context, done) => {
    done({ statusCode: 201, body: 'now' })
  },
  '/later': (event, context, done) => {
    later(10, () => done({ body: 'later' }))
  },
  '/text': (event, context, done) => {
    done('plain')
  },
  '/nothing': (event, context, done) => {
    done()
  },
  '/null-error': (event, context, done) => {
    done(null, { body: 'no error' })
  },
  '/undefined-error': (event, context, done) => {
    done(undefined, 'no error either')
  },
  '/error': (event, context, done) => {
    done(new Error('it broke'))
  },
  '/error-and-response': (event, context, done) => {
    done(new Error('it broke too'), { statusCode: 200, body: 'ignored' })
  },
  '/string-error': (event, context, done) => {
    done('went wrong', { body: 'ignored' })
  },
  '/twice': (event, context, done) => {
    done({ body: 'first' })
    done({ body: 'second' })
    done({ body: 'third' })
  },
  '/done-then-return': (event, context, done) => {
    done({ body: 'done' })
    return { body: 'returned' }
  },
  '/done-then-throw': (event, context, done) => {
    done({ body: 'done' })
    throw new Error('too late')
  },
  '/return-then-done': (event, context, done) => {
    later(5, () => done({ body: 'done' }))
    return { body: 'returned' }
  },
  '/async-done': async (event, context, done) => {
    done({ body: 'done' })
    await null
    return undefined
  },
  '/settles-after-done': async (event, context, done) => {
    done({ body: 'done' })
    await new Promise((resolve) => later(5, resolve))
    return { body: 'settled' }
  },
  '/microtask': (event, context, done) => {
    queueMicrotask(() => done('from a microtask'))
  },
}

export function handler(event, context, done) {
  return ways[event.path](event, context, done)
}
