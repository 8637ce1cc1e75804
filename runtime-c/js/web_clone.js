// structuredClone as html.spec.whatwg.org has it, for what a function has. A class of which nothing is used is not named,
// for naming it would load it.
//
// SPDX-License-Identifier: Apache-2.0
(function () {
  'use strict'
  const refuse = (value) => {
    const what = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value
    throw Object.assign(new Error(`a ${what} cannot be cloned`), { name: 'DataCloneError' })
  }
  const ERRORS = ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']
  const makeError = (value) => {
    const name = ERRORS.includes(value.name) ? value.name : 'Error'
    const error = new globalThis[name]()
    for (const key of ['message', 'stack']) {
      const own = Object.getOwnPropertyDescriptor(value, key)
      if (own && 'value' in own) {
        Object.defineProperty(error, key, { value: String(own.value), writable: true, configurable: true })
      }
    }
    return error
  }
  // By Object.prototype.toString; each takes what only a real one of it can give, so nobody can pretend.
  const MAKERS = {
    __proto__: null,
    Boolean: (value) => Object(Boolean.prototype.valueOf.call(value)),
    Number: (value) => Object(Number.prototype.valueOf.call(value)),
    String: (value) => Object(String.prototype.valueOf.call(value)),
    BigInt: (value) => Object(BigInt.prototype.valueOf.call(value)),
    Date: (value) => new Date(Date.prototype.getTime.call(value)),
    RegExp: (value) => new RegExp(value.source, value.flags),
    ArrayBuffer: (value) => ArrayBuffer.prototype.slice.call(value, 0),
    Error: makeError,
  }
  const isPlain = (value, tag) => tag === 'Object' || Object.getPrototypeOf(value) === Object.prototype ||
    Object.getPrototypeOf(value) === null

  function structuredClone(value) {
    const seen = []
    const copies = []
    const remember = (original, copy) => {
      seen.push(original)
      copies.push(copy)
      return copy
    }
    const view = (original) => {
      const buffer = clone(original.buffer)
      const length = original.length ?? original.byteLength
      return remember(original, new original.constructor(buffer, original.byteOffset, length))
    }
    const properties = (original, copy) => {
      for (const key of Object.keys(original)) {
        Object.defineProperty(copy, key, {
          value: clone(original[key]), writable: true, enumerable: true, configurable: true })
      }
      return copy
    }
    const clone = (original) => {
      if (typeof original === 'function' || typeof original === 'symbol') refuse(original)
      if (typeof original !== 'object' || original === null) return original
      const known = seen.indexOf(original)
      if (known >= 0) return copies[known]
      if (Array.isArray(original)) return properties(original, remember(original, new Array(original.length)))
      const tag = Object.prototype.toString.call(original).slice(8, -1)
      if (tag in MAKERS) return remember(original, MAKERS[tag](original))
      if (tag === 'Map') {
        const entries = [...Map.prototype.entries.call(original)]
        const copy = remember(original, new Map())
        for (const [key, item] of entries) copy.set(clone(key), clone(item))
        return copy
      }
      if (tag === 'Set') {
        const items = [...Set.prototype.values.call(original)]
        const copy = remember(original, new Set())
        for (const item of items) copy.add(clone(item))
        return copy
      }
      if (/Array$|^DataView$/.test(tag) && ArrayBuffer.isView(original)) return view(original)
      if (!isPlain(original, tag)) refuse(original)
      return properties(original, remember(original, {}))
    }
    return clone(value)
  }
  return { structuredClone }
})
