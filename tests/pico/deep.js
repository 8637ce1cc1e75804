// The function that stacks.test.mjs and console.test.mjs serve: each path uses as much stack as JavaScript is given, in
// another way; /later says something a second after its answer.
// SPDX-License-Identifier: Apache-2.0

const recurse = (depth) => 1 + recurse(depth + 1)

/** An array in an array, in an array. */
const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth)

const ways = {
  '/recursion': () => recurse(0),
  '/json': () => JSON.parse(nested(2000)),
  '/stringify': () => {
    let value = []
    for (let i = 0; i < 500; i++) value = [value]
    return JSON.stringify(value).length
  },
  '/regexp': () => new RegExp('('.repeat(500) + 'a' + ')'.repeat(500)).test('a'),
  '/source': () => Function('return ' + '('.repeat(500) + '1' + ')'.repeat(500))(),
  '/sort': () => [3, 1, 2].sort(() => recurse(0)),
  '/getter': () => Object.defineProperty({}, 'a', { get() { return this.a } }).a,
  '/proxy': () => {
    let value = {}
    for (let i = 0; i < 300; i++) value = new Proxy(value, {})
    return value.a
  },
  '/string': () => {
    const value = { toString() { return `${value}` } }
    return `${value}`
  },
  '/numbers': () => [1e300, 0.1, 123456789012345680000].map((x) => [x.toString(), x.toFixed(10), parseFloat(`${x}`)]),
  '/date': () => new Date(0).toISOString() + Date.parse('2026-01-01T00:00:00Z'),
  '/later': () => {
    setTimeout(() => console.log('later'), 1000)
    return 'soon'
  },
  '/url': () => new URL('http://a:b@c:1/d?e=f#g').href,
}

export const handler = async (event) => {
  const way = ways[event.path]
  if (!way) return { ways: Object.keys(ways) }
  try {
    return { came: String(await way()).slice(0, 40) }
  } catch (error) {
    console.error(error)
    return { failed: error.name }
  }
}
