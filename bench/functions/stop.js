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
  'Array reverse': () => {
    const array = new Array(3e6).fill(0)
    for (;;) array.reverse()
  },
  'Array shift': () => {
    const array = new Array(3e6).fill(0)
    for (;;) {
      array.shift()
      array.unshift(0)
    }
  },
  'Array includes': () => {
    const array = new Array(3e6).fill(0)
    for (;;) array.includes(1)
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
  'String lastIndexOf': () => {
    const text = 'a'.repeat(3e7)
    for (;;) text.lastIndexOf('b')
  },
  'String equal': () => {
    const [one, other] = ['a'.repeat(2e7), 'a'.repeat(2e7)]
    let equal = 0
    for (;;) equal += one === other
  },
  'String trim': () => {
    const text = ' '.repeat(3e7)
    for (;;) text.trim()
  },
  'String isWellFormed': () => {
    const text = '\u0151'.repeat(1.5e7)
    for (;;) text.isWellFormed()
  },
  'String as a name': () => {
    const text = 'a'.repeat(2e7)
    const object = {}
    let found = 0
    for (;;) found += object[text] === 1
  },
  'String as a key': () => {
    const text = 'a'.repeat(2e7)
    const map = new Map()
    for (;;) map.get(text)
  },
  'String as a number': () => {
    const text = ' '.repeat(1e7)
    let sum = 0
    for (;;) sum += +text
  },
  'String repeat': () => {
    for (;;) 'ab'.repeat(1e7)
  },
  'String toUpperCase': () => {
    const text = 'a'.repeat(2e7)
    for (;;) text.toUpperCase()
  },
  'encodeURIComponent': () => {
    const text = 'a'.repeat(2e7)
    for (;;) encodeURIComponent(text)
  },
  'escape': () => {
    const text = '\u0151'.repeat(2e6)
    for (;;) escape(text)
  },
  'btoa': () => {
    const text = 'a'.repeat(5e6)
    for (;;) btoa(text)
  },
  'TextDecoder': () => {
    const bytes = new Uint8Array(1e7).fill(97)
    for (;;) new TextDecoder().decode(bytes)
  },
  'URL': () => {
    const text = 'http://a/' + '\u0151'.repeat(1e6)
    for (;;) new URL(text)
  },
  'JSON of a text': () => {
    const text = 'a"'.repeat(5e6)
    for (;;) JSON.stringify(text)
  },
  'String replaceAll': () => {
    for (;;) 'a'.repeat(1e6).replaceAll('a', '')
  },
  'String normalize': () => {
    for (;;) ('\u0300\u0316'.repeat(1e6)).normalize('NFC')
  },
  'String localeCompare': () => {
    const text = '\u0300\u0316'.repeat(1e6)
    for (;;) text.localeCompare(text)
  },
  'RegExp back reference': () => /^(a*)\1b/.test('a'.repeat(4e5)),
  'RegExp search': () => {
    const text = 'a'.repeat(3e7)
    for (;;) /b/.test(text)
  },
  'JSON.parse': () => {
    const json = JSON.stringify(new Array(5e5).fill(1))
    for (;;) JSON.parse(json)
  },
  'JSON.parse of a text': () => {
    const json = '"' + 'a'.repeat(2e7) + '"'
    for (;;) JSON.parse(json)
  },
  'JSON.stringify': () => {
    const array = new Array(5e5).fill('x')
    for (;;) JSON.stringify(array)
  },
  'BigInt multiply': () => {
    const n = (1n << 500000n) - 1n
    for (;;) n * n
  },
  'BigInt divide': () => {
    const n = (1n << 1000000n) - 1n
    const m = (1n << 500000n) + 1n
    for (;;) n / m
  },
  'BigInt to text': () => {
    const n = (1n << 1000000n) - 1n
    for (;;) n.toString()
  },
  'BigInt of text': () => {
    const text = '9'.repeat(3e5)
    for (;;) BigInt(text)
  },
  'BigInt in base 16': () => {
    const n = (1n << 1000000n) - 1n
    for (;;) BigInt('0x' + n.toString(16))
  },
  'BigInt power': () => {
    for (;;) 3n ** 600000n
  },
  'typed array sort': () => {
    for (;;) new Float64Array(1e6).map(Math.random).sort()
  },
  'typed array fill': () => {
    const numbers = new Float64Array(6e6)
    for (;;) numbers.fill(1.5)
  },
  'typed array reverse': () => {
    const numbers = new Uint8Array(3e7)
    for (;;) numbers.reverse()
  },
  'typed array indexOf': () => {
    const numbers = new Uint16Array(2e7)
    for (;;) numbers.indexOf(1)
  },
  'typed array set': () => {
    const [from, to] = [new Uint8Array(6e6), new Float64Array(6e6)]
    for (;;) to.set(from)
  },
  'typed array of array': () => {
    const array = new Array(1e6).fill(1)
    for (;;) new Float64Array(array)
  },
  'Object keys': () => {
    const object = {}
    for (let i = 0; i < 2e5; i++) object[(i * 7919) % 200003] = i
    for (;;) Object.keys(object)
  },
  'for in': () => {
    const object = {}
    for (let i = 0; i < 2e5; i++) object['a' + i] = i
    for (;;) for (const name in object) if (name) break
  },
  'Map of one hash': () => {
    // 263 is what the engine multiplies by: all of these texts have one hash
    const [one, other] = ['\u0100\u0000', '\u00ff\u0107']
    const map = new Map()
    for (let i = 0; ; i++) map.set([...i.toString(2).padStart(20, '0')].map((bit) => (bit === '1' ? one : other)).join(''), i)
  },
  'names of one hash': () => {
    const [one, other] = ['\u0100\u0000', '\u00ff\u0107']
    const object = {}
    for (let i = 0; ; i++) object[[...i.toString(2).padStart(20, '0')].map((bit) => (bit === '1' ? one : other)).join('')] = i
  },
  'Map clear': () => {
    for (;;) {
      const map = new Map()
      for (let i = 0; i < 2e5; i++) map.set(i, i)
      map.clear()
    }
  },
  'freeing much': () => {
    for (;;) Array.from({ length: 3e5 }, (_, i) => ({ i }))
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
