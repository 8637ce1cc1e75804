// Code that takes far longer than it may, by name; bench/stop measures how soon each is stopped.
// SPDX-License-Identifier: Apache-2.0

const cases = {
  'endless loop': () => {
    for (;;);
  },
  'loop that catches': () => {
    for (;;) {
      try {
        for (;;);
      } catch {
      } finally {
        continue
      }
    }
  },
  'catastrophic RegExp': () => /^(a+)+$/.test('a'.repeat(40) + 'b'),
  'microtasks for ever': async () => {
    for (;;) await null
  },
  'recursion in a loop': () => {
    const f = (n) => (n === 0 ? 0 : f(n - 1))
    for (;;) f(500)
  },
  'Array indexOf': () => [].indexOf.call({ length: 2e9 }, 1),
  'Array fill': () => {
    for (;;) new Array(1e6).fill(0)
  },
  'Array join': () => new Array(1e8).join(''),
  'Array sort': () => {
    for (;;) Array.from({ length: 1e5 }, (_, i) => -i).sort()
  },
  'String split': () => {
    for (;;) 'a'.repeat(5e5).split('')
  },
  'String indexOf': () => {
    const text = 'a'.repeat(3e7)
    for (;;) text.indexOf('b')
  },
  'String replaceAll': () => {
    for (;;) 'a'.repeat(1e6).replaceAll('a', '')
  },
  'String normalize': () => {
    for (;;) ('\u0300\u0316'.repeat(1e5)).normalize('NFC')
  },
  'JSON.parse': () => {
    const json = JSON.stringify(new Array(5e5).fill(1))
    for (;;) JSON.parse(json)
  },
  'JSON.stringify': () => {
    const array = new Array(5e5).fill('x')
    for (;;) JSON.stringify(array)
  },
  'BigInt multiply': () => {
    let n = (1n << 500000n) - 1n
    for (;;) n * n
  },
  'BigInt to text': () => {
    const n = (1n << 200000n) - 1n
    for (;;) n.toString()
  },
  'typed array sort': () => {
    for (;;) new Float64Array(1e6).map(Math.random).sort()
  },
  'large copies': () => {
    for (;;) new Uint8Array(1e7).slice()
  },
  'eval of much': () => {
    const source = 'let a;' + 'a = [1, 2, 3];'.repeat(2e4)
    for (;;) eval(source)
  },
}

export const handler = (event) => {
  if (event.path === '/names') return { body: Object.keys(cases) }
  return cases[event.query.name]()
}
