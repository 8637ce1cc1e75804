// Responses that can be sent, and such that cannot, by path.
// SPDX-License-Identifier: Apache-2.0
const circular = {}
circular.self = circular

const responses = {
  '/status-599': { statusCode: 599, body: '' },
  '/status-99': { statusCode: 99 },
  '/status-100': { statusCode: 100 },
  '/status-199': { statusCode: 199 },
  '/status-600': { statusCode: 600 },
  '/status-text': { statusCode: '200' },
  '/status-fraction': { statusCode: 200.5 },
  '/status-nan': { statusCode: NaN },
  '/status-null': { statusCode: null, body: 'x' },
  '/status-undefined': { statusCode: undefined, body: 'x' },
  '/header-array': { headers: { 'X-List': ['a', 'b'] }, body: '' },
  '/header-number': { headers: { 'X-Number': 7, 'X-Bool': true }, body: '' },
  '/header-crlf': { headers: { 'X-A': 'a\r\nX-Evil: 1' } },
  '/header-lf': { headers: { 'X-A': 'a\nb' } },
  '/header-nul': { headers: { 'X-A': 'a\0b' } },
  '/header-date': { headers: { Date: 'Thu, 01 Jan 1970 00:00:00 GMT' }, body: 'x' },
  '/header-brace': { headers: { 'X{A': 'b' } },
  '/header-name': { headers: { 'X A': 'b' } },
  '/header-name-crlf': { headers: { 'X\r\nA': 'b' } },
  '/header-empty-name': { headers: { '': 'b' } },
  '/header-object': { headers: { 'X-A': { a: 1 } } },
  '/header-wide': { headers: { 'X-A': '\u20ac' } },
  '/header-latin': { headers: { 'X-A': 'gr\u00fc\u00df' }, body: '' },
  '/headers-text': { headers: 'X-A: b' },
  '/headers-array': { headers: [['X-A', 'b']] },
  '/headers-null': { headers: null, body: 'fine' },
  '/content-type': { headers: { 'content-TYPE': 'text/html' }, body: '<p>' },
  '/json-type': { headers: { 'Content-Type': 'application/problem+json' }, body: { a: 1 } },
  '/array-body': { body: [1, 2] },
  '/null-body': { body: null },
  '/circular': { body: circular },
  '/bigint': { body: { n: 1n } },
  '/function': { body: () => 1 },
  '/symbol': { body: Symbol('s') },
  '/base64': { isBase64Encoded: true, body: 'AP+A' },
  '/base64-type': { isBase64Encoded: true, body: 'AP+A', headers: { 'Content-Type': 'image/png' } },
  '/base64-wrong': { isBase64Encoded: true, body: 'not base64!' },
  '/base64-bytes': { isBase64Encoded: true, body: new Uint8Array(1) },
  '/base64-text': { isBase64Encoded: 'yes', body: 'AP+A' },
  '/base64-false': { isBase64Encoded: false, body: 'AP+A' },
  '/large-fields': { headers: { 'X-A': 'x'.repeat(20000) } },
  '/too-large': { body: 'x'.repeat(2000) },
  '/large': { body: 'x'.repeat(1000) },
  '/surrogate': { body: 'a\ud800b' },
  '/getter': {
    get body() {
      throw new Error('a getter threw')
    },
  },
}

const many = (n) => ({ headers: Object.fromEntries(Array.from({ length: n }, (_, i) => [`X-${i}`, 'v'])), body: '' })

export const handler = (event) => (event.path === '/many' ? many(Number(event.query.n)) : responses[event.path])
