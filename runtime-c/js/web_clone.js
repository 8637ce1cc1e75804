// structuredClone as html.spec.whatwg.org has it, for what a function has. A class of which nothing is used is not named,
// for naming it would load it. What an object is says the engine (native.classOf), not a property of it.
//
// SPDX-License-Identifier: Apache-2.0
(function (native) {
  'use strict'
  const fail = (text) => { throw Object.assign(new Error(text), { name: 'DataCloneError' }) }
  const refuse = (value) => {
    const what = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value
    fail(`a ${what} cannot be cloned`)
  }
  const ERRORS = ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']
  const makeError = (value) => {
    const named = value.name
    const name = named === undefined ? 'Error' : String(named)
    const error = new globalThis[ERRORS.includes(name) ? name : 'Error']()
    for (const key of ['message', 'stack']) {
      const own = Object.getOwnPropertyDescriptor(value, key)
      if (own && 'value' in own) {
        Object.defineProperty(error, key, { value: String(own.value), writable: true, configurable: true })
      }
    }
    return error
  }
  // Getters of a prototype, past what the object itself has under that name.
  const read = (prototype, key, value) => Reflect.get(prototype, key, value)
  const makeBuffer = (value) => {
    const { prototype } = ArrayBuffer
    if (read(prototype, 'detached', value)) fail('a detached ArrayBuffer cannot be cloned')
    if (!read(prototype, 'resizable', value)) return prototype.slice.call(value, 0)
    const maxByteLength = read(prototype, 'maxByteLength', value)
    const copy = new ArrayBuffer(read(prototype, 'byteLength', value), { maxByteLength })
    new Uint8Array(copy).set(new Uint8Array(value))
    return copy
  }
  const MAKERS = {
    __proto__: null,
    Boolean: (value) => Object(Boolean.prototype.valueOf.call(value)),
    Number: (value) => Object(Number.prototype.valueOf.call(value)),
    String: (value) => Object(String.prototype.valueOf.call(value)),
    BigInt: (value) => Object(BigInt.prototype.valueOf.call(value)),
    Date: (value) => new Date(Date.prototype.getTime.call(value)),
    RegExp: (value) => new RegExp(value),
    ArrayBuffer: makeBuffer,
    Error: makeError,
  }
  // Of our own classes, which keep their state where no copy could take it from.
  const OURS = /^(Headers|Request|Response|Text(De|En)coder|URL(SearchParams)?)$/
  const isPlain = (value, kind) => {
    if (kind !== 'Object') return kind === 'Arguments'
    const prototype = Object.getPrototypeOf(value)
    return prototype === Object.prototype || prototype === null || !OURS.test(prototype[Symbol.toStringTag])
  }

  // The copies of objects: a list, and a Map when that gets slow.
  const LISTED = 16
  class Memory {
    #originals = []
    #copies = []
    #index = null
    get(original) {
      if (this.#index) return this.#index.get(original)
      const at = this.#originals.indexOf(original)
      return at < 0 ? undefined : this.#copies[at]
    }
    set(original, copy) {
      if (!this.#index && this.#originals.length === LISTED) {
        this.#index = new Map(this.#originals.map((each, i) => [each, this.#copies[i]]))
      }
      if (this.#index) this.#index.set(original, copy)
      else {
        this.#originals.push(original)
        this.#copies.push(copy)
      }
      return copy
    }
  }

  // ArrayBuffers that are emptied once all has been cloned.
  const transferred = (options) => {
    if (options === undefined || options === null) return []
    if (typeof options !== 'object' && typeof options !== 'function') throw new TypeError('the options are no object')
    const { transfer } = options
    if (transfer === undefined) return []
    const list = [...transfer]
    list.forEach((item, i) => {
      if ((typeof item !== 'object' || item === null) && typeof item !== 'function') {
        throw new TypeError('what is transferred is no object')
      }
      if (native.classOf(item) !== 'ArrayBuffer') fail('only an ArrayBuffer can be transferred')
      if (read(ArrayBuffer.prototype, 'detached', item)) fail('a detached ArrayBuffer cannot be transferred')
      if (list.indexOf(item) !== i) fail('an ArrayBuffer is transferred twice')
    })
    return list
  }

  function structuredClone(value, options) {
    if (arguments.length === 0) throw new TypeError('structuredClone takes a value')
    const buffers = transferred(options)
    const memory = new Memory()
    const view = (original, kind) => {
      const { prototype } = globalThis[kind]
      const base = kind === 'DataView' ? prototype : Object.getPrototypeOf(prototype)
      const buffer = clone(read(base, 'buffer', original))
      const length = read(base, kind === 'DataView' ? 'byteLength' : 'length', original)
      return memory.set(original, new globalThis[kind](buffer, read(base, 'byteOffset', original), length))
    }
    const properties = (original, copy) => {
      for (const key of Object.keys(original)) {
        // A getter before this one may have deleted it.
        if (!Object.hasOwn(original, key)) continue
        Object.defineProperty(copy, key, {
          value: clone(original[key]), writable: true, enumerable: true, configurable: true })
      }
      return copy
    }
    const clone = (original) => {
      if (typeof original === 'function' || typeof original === 'symbol') refuse(original)
      if (typeof original !== 'object' || original === null) return original
      const known = memory.get(original)
      if (known !== undefined) return known
      const kind = native.classOf(original)
      if (kind === 'Array') return properties(original, memory.set(original, new Array(original.length)))
      if (kind in MAKERS) return memory.set(original, MAKERS[kind](original))
      if (kind === 'Map') {
        const entries = [...Map.prototype.entries.call(original)]
        const copy = memory.set(original, new Map())
        for (const [key, item] of entries) copy.set(clone(key), clone(item))
        return copy
      }
      if (kind === 'Set') {
        const items = [...Set.prototype.values.call(original)]
        const copy = memory.set(original, new Set())
        for (const item of items) copy.add(clone(item))
        return copy
      }
      if (kind === 'DataView' || /[a-z0-9]Array$/.test(kind)) return view(original, kind)
      if (!isPlain(original, kind)) refuse(original)
      return properties(original, memory.set(original, {}))
    }
    const copy = clone(value)
    for (const buffer of buffers) ArrayBuffer.prototype.transfer.call(buffer, 0)
    return copy
  }
  return { structuredClone }
})
