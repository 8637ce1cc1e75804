// What the globals of the web platform do, a route for each; the answers are lists of what came out.
// SPDX-License-Identifier: Apache-2.0
const caught = (run) => {
  try {
    return run()
  } catch (error) {
    return error.name
  }
}

const parts = (url) => [url.origin, url.username, url.host, url.port, url.pathname, url.search, url.hash]

const routes = {
  '/url': () => parts(new URL('../b;c/./d e?q=1&q=2#f g', 'HTTP://u:p@Ex.COM:8080/x/y/z')),
  '/url/hosts': () =>
    ['http://0x7f.1/', 'http://[1:0:0::2]/', 'http://münchen.de/', 'http://☕.example/', 'http://a%41/', 'foo://A b/']
      .map((text) => caught(() => new URL(text).host)),
  '/url/wrong': () =>
    ['', '/x', 'http://', 'http://a:99999/', 'http://[1:2]/', 'http://1.2.3.256/', `http://xn--${'9'.repeat(320)}a/`].map((text) => URL.canParse(text)),
  '/url/set': () => {
    const url = new URL('http://a/b?c#d')
    url.protocol = 'https'
    url.host = 'e:444'
    url.pathname = '/f/../g h'
    url.search = 'i=ü'
    url.hash = ''
    url.port = 'x'
    return [url.href, String(url) === url.toJSON()]
  },
  '/params': () => {
    const url = new URL('http://a/?b=1&c=2&b=3')
    url.searchParams.append('d', 'e f&')
    url.searchParams.delete('c')
    url.searchParams.set('b', 'ü')
    return [url.search, [...new URLSearchParams('?x=%20+1&y')], String(new URLSearchParams({ z: '~!' }))]
  },
  '/text': () => {
    const bytes = new TextEncoder().encode('aé☕😀\ud800')
    const decoder = new TextDecoder()
    const streamed = [...bytes].map((byte) => decoder.decode(new Uint8Array([byte]), { stream: true })).join('')
    return [
      [...bytes],
      streamed + decoder.decode(),
      new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xff, 0xe2, 0x82])),
      caught(() => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0x80]))),
      caught(() => new TextDecoder('latin1')),
      [5, null, 'a', [97], {}].map((input) => caught(() => new TextDecoder().decode(input))).join(' '),
      new TextDecoder(undefined, null).decode(new ArrayBuffer(1), null) + new TextDecoder().decode(undefined),
      new TextEncoder().encodeInto('é☕', new Uint8Array(4)),
    ]
  },
  '/base64': () => [
    btoa('\xff\x00é'),
    atob(' Y W I = '),
    caught(() => btoa('☕')),
    caught(() => atob('Y')),
    caught(() => atob('Y-Q=')),
  ],
  '/clone': () => {
    const original = { date: new Date(5), map: new Map([['k', new Set([1n])]]), bytes: new Uint16Array([1, 2]), list: [1, , 3] }
    original.self = original
    const copy = structuredClone(original)
    return [
      copy !== original && copy.self === copy,
      copy.date.getTime(),
      copy.map.get('k').has(1n),
      copy.bytes.buffer !== original.bytes.buffer && [...copy.bytes],
      1 in copy.list,
      structuredClone(new RangeError('r')) instanceof RangeError,
      caught(() => structuredClone({ run() {} })),
      caught(() => structuredClone(0, { transfer: [original] })),
    ]
  },
  '/crypto': () => [crypto.randomUUID().length, crypto.getRandomValues(new Uint32Array(4)).length],
  '/performance': () => [performance.now() >= 0, performance.now() <= performance.now()],
}

export const handler = (event) => routes[event.path]()
