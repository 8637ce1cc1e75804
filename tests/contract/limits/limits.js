// A function that uses too much, by path.
// SPDX-License-Identifier: Apache-2.0
let calls = 0
const waste = {
  '/ok': () => ({ body: { calls: ++calls } }),
  '/never': () => new Promise(() => {}),
  '/late': (context) =>
    new Promise((resolve) => setTimeout(() => resolve('late'), context.getRemainingTimeInMillis() + 50)),
  '/pause': () => new Promise((resolve) => setTimeout(() => resolve('paused'), 200)),
  '/loop': () => {
    for (;;);
  },
  '/async-loop': async () => {
    await null
    for (;;);
  },
  '/timer-loop': () =>
    new Promise(() => {
      setTimeout(() => {
        for (;;);
      }, 5)
    }),
  '/regexp': () => /^(a+)+$/.test('a'.repeat(40) + 'b'),
  '/microtasks': () => {
    const again = () => queueMicrotask(again)
    again()
    return new Promise(() => {})
  },
  '/memory': () => {
    const all = []
    for (;;) all.push(new Uint8Array(1 << 16))
  },
  '/string': () => {
    const one = 'x'.repeat(120 << 10)
    const other = 'y'.repeat(120 << 10)
    return one.length + other.length
  },
  '/huge': () => {
    try {
      return new Uint8Array(1 << 30)
    } catch (error) {
      return error.message
    }
  },
  '/huge-uncaught': () => new Uint8Array(1 << 30),
  '/objects': () => {
    const all = []
    for (;;) all.push({ a: { b: [] } })
  },
  '/caught': () => {
    const all = []
    for (;;) {
      try {
        all.push(new Uint8Array(1 << 16))
      } catch {
        all.push(1)
      }
    }
  },
  '/stack': () => {
    const deeper = (n) => deeper(n + 1) + 1
    return deeper(0)
  },
  '/stack-caught': (context) => {
    let depth = 0
    const deeper = () => {
      depth++
      deeper()
    }
    try {
      deeper()
    } catch (error) {
      // The stack of a Pico is good for 34.
      const least = context.board === 'pico' ? 30 : 50
      return `${error.name} ${depth > least}`
    }
    return 'no limit'
  },
  '/json-stack': () => {
    let deep = []
    for (let i = 0; i < 100000; i++) deep = [deep]
    try {
      return { body: { length: JSON.stringify(deep).length > 0 } }
    } catch (error) {
      return { body: { name: error.name } }
    }
  },
}
export const handler = (event, context) => waste[event.path](context)
