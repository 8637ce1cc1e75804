// Headers, Request and Response as fetch.spec.whatwg.org has them, for a function that answers requests and sends none:
// bodies are whole, never streams. And what joins them to the handler contract: `serve` makes a handler of an object that
// has a fetch method, `reply` makes what a handler returns of a Response.
//
// SPDX-License-Identifier: Apache-2.0
(function (native) {
  'use strict'
  // Of the global object, when they are used: naming them would load them with this file.
  const url = (...parts) => new globalThis.URL(...parts)
  const bytes = (make) => {
    const { Uint8Array } = globalThis
    return new Uint8Array(make())
  }
  const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
  const COOKIE = 'set-cookie'
  const nameOf = (name) => {
    const text = String(name)
    if (!TOKEN.test(text)) throw new TypeError(`${JSON.stringify(text)} is no header name`)
    return text.toLowerCase()
  }
  const valueOf = (value) => {
    const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
    if (/[\0\n\r\u0100-\uffff]/.test(text)) throw new TypeError('a header value has a character that cannot be sent')
    return text
  }
  // Lower-case names; a value is a string, set-cookie has an array. As in event.headers and in a response's headers.
  let fieldsOf, wrap
  class Headers {
    #fields = { __proto__: null }
    constructor(init = undefined) {
      if (init === undefined) return
      if (init === null || typeof init !== 'object') throw new TypeError('headers are an object or a list of pairs')
      if (init[Symbol.iterator] !== undefined) {
        for (const pair of init) {
          const [...items] = pair
          if (items.length !== 2) throw new TypeError('each pair has to have a name and a value')
          this.append(items[0], items[1])
        }
      } else {
        for (const name of Object.keys(init)) this.append(name, init[name])
      }
    }
    static {
      fieldsOf = (headers) => headers.#fields
      wrap = (fields) => {
        const headers = new Headers()
        headers.#fields = fields
        return headers
      }
    }
    append(name, value) {
      const key = nameOf(name), text = valueOf(value), fields = this.#fields
      if (key === COOKIE) fields[key] = [...(fields[key] ?? []), text]
      else fields[key] = key in fields ? fields[key] + ', ' + text : text
    }
    set(name, value) {
      const key = nameOf(name), text = valueOf(value)
      this.#fields[key] = key === COOKIE ? [text] : text
    }
    delete(name) { delete this.#fields[nameOf(name)] }
    get(name) {
      const value = this.#fields[nameOf(name)]
      return value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
    }
    has(name) { return nameOf(name) in this.#fields }
    getSetCookie() { return [...(this.#fields[COOKIE] ?? [])] }
    forEach(callback, self) { for (const [name, value] of this) callback.call(self, value, name, this) }
    *entries() {
      for (const name of Object.keys(this.#fields).sort()) {
        const value = this.#fields[name]
        if (typeof value === 'string') yield [name, value]
        else for (const one of value) yield [name, one]
      }
    }
    *keys() { for (const [name] of this) yield name }
    *values() { for (const [, value] of this) yield value }
    [Symbol.iterator]() { return this.entries() }
    get [Symbol.toStringTag]() { return 'Headers' }
  }
  const copyOf = (headers) => {
    const fields = { __proto__: null, ...fieldsOf(headers) }
    if (COOKIE in fields) fields[COOKIE] = [...fields[COOKIE]]
    return wrap(fields)
  }

  // --- bodies: null, a string, or bytes ---
  const isBytes = (value) => globalThis.ArrayBuffer.isView(value) || value instanceof globalThis.ArrayBuffer
  const copyOfBody = (body) => (body === null || typeof body === 'string' ? body : body.slice())
  const bytesOf = (body) => (typeof body === 'string' ? bytes(() => native.encode(body)) : body)
  let contentOf
  // What `body` gives: no stream, but what can be read once with for await, or be the body of another.
  class Body {
    #owner
    constructor(owner) { this.#owner = owner }
    static { contentOf = (value) => (value instanceof Body ? value.#owner : null) }
    async *[Symbol.asyncIterator]() { yield await this.#owner.bytes() }
  }
  const typed = (headers, type) => { if (!('content-type' in fieldsOf(headers))) fieldsOf(headers)['content-type'] = type }
  const content = (init, headers) => {
    if (init === null || init === undefined) return null
    if (typeof init === 'string') {
      typed(headers, 'text/plain;charset=UTF-8')
      return init
    }
    const owner = contentOf(init)
    if (owner) return take(owner)
    if (isBytes(init)) {
      return globalThis.ArrayBuffer.isView(init)
        ? bytes(() => init.buffer.slice(init.byteOffset, init.byteOffset + init.byteLength)) : bytes(() => init.slice(0))
    }
    const isForm = Object.prototype.toString.call(init) === '[object URLSearchParams]'
    typed(headers, isForm ? 'application/x-www-form-urlencoded;charset=UTF-8' : 'text/plain;charset=UTF-8')
    return String(init)
  }
  let take, peek
  class Message {
    #body
    #used = false
    #headers
    constructor(body, headers) {
      this.#headers = headers
      this.#body = body
    }
    static {
      peek = (message) => {
        if (message.#used) throw new TypeError('the body has been read already')
        return message.#body
      }
      take = (message) => {
        const body = peek(message)
        message.#used = body !== null
        return body
      }
    }
    get headers() { return this.#headers }
    get bodyUsed() { return this.#used }
    get body() { return this.#body === null ? null : new Body(this) }
    async text() {
      const body = take(this) ?? ''
      if (typeof body === 'string') return body.toWellFormed()
      const text = native.decode(body, false)
      return text[0] === '\ufeff' ? text.slice(1) : text
    }
    async json() { return JSON.parse(await this.text()) }
    async bytes() { return bytesOf(take(this) ?? '') }
    async arrayBuffer() { return (await this.bytes()).buffer }
    async formData() { throw new TypeError('there is no FormData here; new URLSearchParams(await request.text()) reads a form') }
  }

  // --- Request ---
  const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']
  const methodOf = (method) => {
    const text = String(method), upper = text.toUpperCase()
    if (!TOKEN.test(text) || ['CONNECT', 'TRACE', 'TRACK'].includes(upper)) {
      throw new TypeError(`${JSON.stringify(text)} is no method of a Request`)
    }
    return METHODS.includes(upper) ? upper : text
  }
  const urlOf = (input) => {
    const made = url(String(input))
    if (made.username !== '' || made.password !== '') throw new TypeError('the URL of a Request has no credentials')
    return made.href
  }
  const MADE = Symbol()
  class Request extends Message {
    #method
    #url
    constructor(input, init = {}) {
      if (input === MADE) {
        super(init.body, init.headers)
        this.#method = init.method
        this.#url = init.url
        return
      }
      const from = typeof input === 'object' && input !== null && #url in input ? input : null
      const { method: name, headers: given, body } = init ?? {}
      const method = name !== undefined ? methodOf(name) : from ? from.#method : 'GET'
      const headers = given !== undefined ? new Headers(given) : from ? copyOf(from.headers) : new Headers()
      const isGiven = body !== undefined && body !== null
      if (isGiven && (method === 'GET' || method === 'HEAD')) throw new TypeError(`a ${method} request has no body`)
      super(isGiven ? content(body, headers) : from ? take(from) : null, headers)
      this.#method = method
      this.#url = from ? from.#url : urlOf(input)
    }
    get method() { return this.#method }
    get url() { return this.#url }
    clone() {
      const { method, url } = this
      return new Request(MADE, { method, url, headers: copyOf(this.headers), body: copyOfBody(peek(this)) })
    }
    get [Symbol.toStringTag]() { return 'Request' }
  }

  // --- Response ---
  const NO_BODY = [204, 205, 304]
  let isResponse, toReply
  class Response extends Message {
    #status
    #statusText
    constructor(body = null, init = {}) {
      if (body === MADE) {
        super(init.body, init.headers)
        this.#status = init.status
        this.#statusText = init.statusText
        return
      }
      const { status = 200, statusText = '', headers } = init ?? {}
      const number = Math.trunc(Number(status))
      if (!(number >= 200 && number <= 599)) throw new RangeError(`${status} is no status of a Response: 200 to 599`)
      const fields = new Headers(headers)
      if (body !== null && body !== undefined && NO_BODY.includes(number)) {
        throw new TypeError(`a response with status ${number} has no body`)
      }
      super(content(body, fields), fields)
      this.#status = number
      this.#statusText = String(statusText)
    }
    static {
      isResponse = (value) => typeof value === 'object' && value !== null && #status in value
      toReply = (response) =>
        ({ statusCode: response.#status, headers: fieldsOf(response.headers), body: take(response) })
    }
    static json(data, init = {}) {
      const body = JSON.stringify(data)
      if (body === undefined) throw new TypeError('the data has no JSON form')
      const headers = new Headers(init.headers)
      typed(headers, 'application/json')
      return new Response(body, { status: init.status, statusText: init.statusText, headers })
    }
    static redirect(target, status = 302) {
      if (![301, 302, 303, 307, 308].includes(status)) throw new RangeError(`${status} is no status of a redirect`)
      return new Response(null, { status, headers: { location: url(String(target)).href } })
    }
    get status() { return this.#status }
    get statusText() { return this.#statusText }
    get ok() { return this.#status < 300 }
    get type() { return 'default' }
    get url() { return '' }
    get redirected() { return false }
    clone() {
      const { status, statusText } = this
      return new Response(MADE, { status, statusText, headers: copyOf(this.headers), body: copyOfBody(peek(this)) })
    }
    get [Symbol.toStringTag]() { return 'Response' }
  }

  // --- the handler contract ---
  // A host or target in any other form goes through the URL parser.
  const PLAIN_HOST = /^(?!.*xn--)(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*(?::[1-9][0-9]{0,3})?$|^(?:(?:[1-9]?[0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:\.(?=[0-9])|(?=:|$))){4}(?::[1-9][0-9]{0,3})?$/
  const PLAIN_TARGET = /^(?:\/(?!\.|%2e)[\w!$%&'()*+,\-.:;=@[\]~]*)+(?:\?[\w!$%&()*+,\-./:;=?@[\]~]*)?$/i
  let host = null, origin = ''
  const originOf = (value) => {
    if (value === host) return origin
    const isPlain = PLAIN_HOST.test(value) && !value.endsWith(':80')
    const made = isPlain ? null : globalThis.URL.parse('http://' + value)
    host = value
    origin = isPlain ? 'http://' + value : made ? made.origin : 'http://localhost'
    return origin
  }
  const requestOf = (event) => {
    const { method, headers, body, rawQuery } = event
    const path = event.rawPath[0] === '/' ? event.rawPath : '/'
    const target = path + (rawQuery === '' ? '' : '?' + rawQuery)
    const text = originOf(headers.host ?? '') + target
    return new Request(MADE, {
      method,
      url: PLAIN_TARGET.test(target) ? text : url(text).href,
      headers: wrap(headers),
      body: body === undefined || method === 'GET' || method === 'HEAD' ? null
        : event.isBase64Encoded ? bytes(() => native.fromBase64(body)) : body,
    })
  }
  const serve = (app) => async (event, context) => {
    const later = {
      waitUntil(promise) {
        Promise.resolve(promise).catch((error) => console.error('waitUntil:', error))
      },
      passThroughOnException() {},
      context,
    }
    const response = await app.fetch(requestOf(event), process.env, later)
    if (!isResponse(response)) {
      const what = response === null || typeof response !== 'object' ? String(response) : 'no Response'
      throw new TypeError(`fetch has to return a Response; it returned ${what}`)
    }
    return response
  }
  const reply = (value) => (isResponse(value) ? toReply(value) : undefined)
  return { Headers, Request, Response, serve, reply }
})
