// Handlers that fail, by path.
// SPDX-License-Identifier: Apache-2.0
const deep = () => {
  throw new TypeError('deep down')
}
const failures = {
  '/throw': () => {
    throw new Error('thrown')
  },
  '/reject': () => Promise.reject(new Error('rejected')),
  '/async-throw': async () => {
    await null
    throw new RangeError('after an await')
  },
  '/deep': () => deep(),
  '/string': () => {
    throw 'just text'
  },
  '/null': () => {
    throw null
  },
  '/undefined': () => {
    throw undefined
  },
  '/object': () => {
    throw { code: 7 }
  },
  '/reference': () => notThere,
  '/type': () => null.x,
  '/getter': () => {
    throw {
      get message() {
        throw new Error('nasty')
      },
    }
  },
  '/multi-line': () => {
    throw new Error('line one\nline two')
  },
  '/cause': () => {
    throw new Error('outer', { cause: new Error('inner') })
  },
  '/ok': () => 'still here',
}
export const handler = (event) => failures[event.path]()
