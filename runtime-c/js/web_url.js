// URL and URLSearchParams as the URL standard has them (url.spec.whatwg.org).
//
// SPDX-License-Identifier: Apache-2.0
(function (native) {
  'use strict'
  const SPECIAL = { __proto__: null, 'ftp:': '21', 'file:': '', 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443' }
  const FRAGMENT = ' "<>`'
  const QUERY = ' "#<>'
  const PATH = QUERY + '?^`{}'
  const USERINFO = PATH + '/:;=@[\\]|'
  const FORBIDDEN_HOST = /[\0\t\n\r #/:<>?@[\\\]^|]/
  const FORBIDDEN_DOMAIN = /[\0-\x20#%/:<>?@[\\\]^|\x7f]/
  const fail = (text) => { throw new TypeError('Invalid URL: ' + text) }

  const encode = (text, set) => {
    let out = ''
    for (const c of text) {
      if (c > '~' || c < ' ') out += c < '\x80' ? hex(c.charCodeAt(0)) : encodeURIComponent(c.isWellFormed() ? c : '\ufffd')
      else out += set.includes(c) ? hex(c.charCodeAt(0)) : c
    }
    return out
  }
  const hex = (byte) => '%' + (byte < 16 ? '0' : '') + byte.toString(16).toUpperCase()
  const decode = (text) => (text.includes('%') ? native.percentDecode(text) : text)

  // --- hosts ---
  const parseIpv4Number = (part) => {
    if (part === '') return NaN
    if (/^0[xX][0-9a-fA-F]*$/.test(part)) return part.length === 2 ? 0 : parseInt(part.slice(2), 16)
    if (/^0[0-7]*$/.test(part)) return parseInt(part, 8)
    return /^[0-9]+$/.test(part) && part[0] !== '0' ? parseInt(part, 10) : NaN
  }
  const endsInNumber = (host) => {
    const parts = host.split('.')
    if (parts[parts.length - 1] === '' && parts.length > 1) parts.pop()
    const last = parts[parts.length - 1]
    return /^[0-9]+$/.test(last) || /^0[xX][0-9a-fA-F]*$/.test(last)
  }
  const parseIpv4 = (host, text) => {
    const parts = host.split('.')
    if (parts[parts.length - 1] === '' && parts.length > 1) parts.pop()
    const numbers = parts.map(parseIpv4Number)
    const last = numbers.pop()
    if (parts.length > 4 || numbers.some((n) => !(n <= 255)) || !(last < 256 ** (4 - numbers.length))) fail(text)
    let address = last
    numbers.forEach((n, i) => { address += n * 256 ** (3 - i) })
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
  }
  const parseIpv6 = (host, text) => {
    const halves = host.split('::')
    if (halves.length > 2) fail(text)
    const read = (half) => {
      if (half === '') return []
      const parts = half.split(':'), out = []
      parts.forEach((part, i) => {
        if (i === parts.length - 1 && part.includes('.')) {
          const bytes = part.split('.')
          if (bytes.length !== 4 || bytes.some((b) => !/^(0|[1-9][0-9]{0,2})$/.test(b) || b > 255)) fail(text)
          out.push(bytes[0] * 256 + +bytes[1], bytes[2] * 256 + +bytes[3])
        } else {
          if (!/^[0-9a-fA-F]{1,4}$/.test(part)) fail(text)
          out.push(parseInt(part, 16))
        }
      })
      return out
    }
    const head = read(halves[0]), tail = halves.length === 2 ? read(halves[1]) : []
    if (halves.length === 2 && halves[0].includes('.')) fail(text)
    const zeros = 8 - head.length - tail.length
    if (halves.length === 2 ? zeros < 1 : zeros !== 0) fail(text)
    const pieces = [...head, ...Array(zeros).fill(0), ...tail]
    let start = -1, length = 1
    for (let i = 0; i < 8; i++) {
      let n = 0
      while (i + n < 8 && pieces[i + n] === 0) n++
      if (n > length) { start = i; length = n }
    }
    const shown = pieces.map((n) => n.toString(16))
    if (start < 0) return '[' + shown.join(':') + ']'
    return '[' + shown.slice(0, start).join(':') + '::' + shown.slice(start + length).join(':') + ']'
  }
  const toAscii = (domain, text) =>
    (/^[\0-\x7f]*$/.test(domain) && !/(^|\.)xn--/i.test(domain) ? domain.toLowerCase() : native.toAscii(domain, text))
  const parseHost = (host, special, text) => {
    if (host[0] === '[') {
      if (host[host.length - 1] !== ']') fail(text)
      return parseIpv6(host.slice(1, -1), text)
    }
    if (!special) {
      if (FORBIDDEN_HOST.test(host)) fail(text)
      return encode(host, '')
    }
    const domain = toAscii(decode(host), text)
    if (domain === '' || FORBIDDEN_DOMAIN.test(domain)) fail(text)
    return endsInNumber(domain) ? parseIpv4(domain, text) : domain
  }

  // --- paths ---
  const isDrive = (part) => /^[a-zA-Z][:|]$/.test(part)
  const parsePath = (url, from, text) => {
    const special = url.protocol in SPECIAL
    const parts = (special ? text.replaceAll('\\', '/') : text).split('/')
    const path = from
    parts.forEach((part, i) => {
      const dots = part.replace(/%2e/gi, '.'), isLast = i === parts.length - 1
      if (dots === '..') {
        if (!(url.protocol === 'file:' && path.length === 1 && /^[a-zA-Z]:$/.test(path[0]))) path.pop()
        if (isLast) path.push('')
      } else if (dots === '.') {
        if (isLast) path.push('')
      } else {
        if (url.protocol === 'file:' && path.length === 0 && isDrive(part)) part = part[0] + ':'
        path.push(encode(part, PATH))
      }
    })
    url.path = path
  }
  const setQuery = (url, text) => { url.search = encode(text, url.protocol in SPECIAL ? QUERY + "'" : QUERY) }
  // Spaces that a query or a fragment no longer keeps from the end.
  const trimOpaque = (url) => {
    if (url.opaque !== null && url.search === null && url.hash === null) url.opaque = url.opaque.replace(/ +$/, '')
  }
  const dropSearch = (url) => {
    url.search = null
    trimOpaque(url)
  }
  const setPort = (url, text, whole) => {
    if (text === '') { url.port = ''; return }
    if (!/^[0-9]+$/.test(text) || +text > 65535) fail(whole)
    const port = String(+text)
    url.port = port === SPECIAL[url.protocol] ? '' : port
  }
  const splitHost = (text) => {
    const end = text[0] === '[' ? text.indexOf(']') + 1 : 0
    const colon = text.indexOf(':', end)
    return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
  }
  const parseAuthority = (url, text, whole) => {
    const at = text.lastIndexOf('@')
    if (at >= 0) {
      const colon = text.slice(0, at).indexOf(':')
      url.username = encode(text.slice(0, colon < 0 ? at : colon), USERINFO)
      url.password = colon < 0 ? '' : encode(text.slice(colon + 1, at), USERINFO)
    }
    const [host, port] = splitHost(text.slice(at + 1))
    const special = url.protocol in SPECIAL
    if (host === '' && (special || at >= 0 || text.includes(':'))) fail(whole)
    url.host = host === '' ? '' : parseHost(host, special, whole)
    setPort(url, port, whole)
  }

  // --- the parser ---
  const make = (protocol) =>
    ({ protocol, username: '', password: '', host: null, port: '', path: [], opaque: null, search: null, hash: null })
  const parse = (input, base) => {
    const whole = input
    let text = input.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '').replace(/[\t\n\r]/g, '')
    let hash = null, search = null
    const takeEnd = () => {
      const mark = text.indexOf('#')
      if (mark >= 0) { hash = encode(text.slice(mark + 1), FRAGMENT); text = text.slice(0, mark) }
      const query = text.indexOf('?')
      if (query >= 0) { search = text.slice(query + 1); text = text.slice(0, query) }
    }
    takeEnd()
    const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)
    let url
    if (scheme && !(base && scheme[1].toLowerCase() + ':' === base.protocol && base.protocol in SPECIAL &&
        base.protocol !== 'file:' && !text.startsWith('//', scheme[0].length))) {
      url = make(scheme[1].toLowerCase() + ':')
      absolute(url, text.slice(scheme[0].length), base, whole)
    } else {
      if (!base) fail(whole)
      if (scheme) text = text.slice(scheme[0].length)
      if (base.opaque !== null) {
        if (text !== '' || search !== null || hash === null) fail(whole)
        return { ...base, path: [...base.path], hash }
      }
      url = relative(text, base, search, whole)
    }
    if (search !== null) setQuery(url, search)
    url.hash = hash
    return url
  }
  const withAuthority = (url, text, whole) => {
    const end = text.search(url.protocol in SPECIAL ? /[/\\]/ : /\//)
    parseAuthority(url, end < 0 ? text : text.slice(0, end), whole)
    if (end >= 0) parsePath(url, [], text.slice(end + 1))
    else if (url.protocol in SPECIAL) url.path = ['']
  }
  const parseFile = (url, text, base, whole) => {
    const rest = text.replaceAll('\\', '/')
    if (rest.startsWith('//')) {
      const end = rest.indexOf('/', 2)
      const host = rest.slice(2, end < 0 ? undefined : end)
      url.host = ''
      if (isDrive(host)) return parsePath(url, [], rest.slice(2))
      if (host !== '') url.host = parseHost(host, true, whole)
      if (url.host === 'localhost') url.host = ''
      return parsePath(url, [], end < 0 ? '' : rest.slice(end + 1))
    }
    const from = base && base.protocol === 'file:' ? base : null
    url.host = from ? from.host : ''
    if (rest.startsWith('/')) {
      const drive = from && from.path.length > 0 && /^[a-zA-Z]:$/.test(from.path[0]) && !/^\/[a-zA-Z][:|](\/|$)/.test(rest)
      return parsePath(url, drive ? [from.path[0]] : [], rest.slice(1))
    }
    const keep = from && !/^[a-zA-Z][:|](\/|$)/.test(rest)
    if (keep && rest === '') { url.path = [...from.path]; url.search = from.search; return }
    parsePath(url, keep ? from.path.slice(0, -1) : [], rest)
  }
  const absolute = (url, text, base, whole) => {
    if (url.protocol === 'file:') parseFile(url, text, base, whole)
    else if (url.protocol in SPECIAL) withAuthority(url, text.replace(/^[/\\]*/, ''), whole)
    else if (text.startsWith('//')) withAuthority(url, text.slice(2), whole)
    else if (text.startsWith('/')) parsePath(url, [], text.slice(1))
    else url.opaque = encode(text, '')
  }
  const relative = (text, base, search, whole) => {
    const url = make(base.protocol)
    if (base.protocol === 'file:') {
      parseFile(url, text, base, whole)
      return url
    }
    const slashes = base.protocol in SPECIAL ? text.replaceAll('\\', '/') : text
    if (slashes.startsWith('//')) {
      withAuthority(url, base.protocol in SPECIAL ? text.replace(/^[/\\]*/, '') : text.slice(2), whole)
      return url
    }
    url.username = base.username
    url.password = base.password
    url.host = base.host
    url.port = base.port
    if (slashes.startsWith('/')) parsePath(url, [], text.slice(1))
    else if (text !== '') parsePath(url, base.path.slice(0, -1), text)
    else {
      url.path = [...base.path]
      if (search === null) url.search = base.search
    }
    return url
  }
  const pathOf = (url) => (url.opaque !== null ? url.opaque : url.path.map((part) => '/' + part).join(''))
  const hostOf = (url) => (url.host === null ? '' : url.host + (url.port === '' ? '' : ':' + url.port))
  const hrefOf = (url) => {
    let out = url.protocol
    if (url.host !== null) {
      out += '//'
      if (url.username !== '' || url.password !== '') {
        out += url.username + (url.password === '' ? '' : ':' + url.password) + '@'
      }
      out += hostOf(url)
    } else if (url.opaque === null && url.path.length > 1 && url.path[0] === '') out += '/.'
    out += pathOf(url)
    if (url.search !== null) out += '?' + url.search
    return url.hash === null ? out : out + '#' + url.hash
  }

  // --- URLSearchParams ---
  const formDecode = (text) => decode(text.replaceAll('+', ' '))
  const formEncode = (text) =>
    encodeURIComponent(text).replace(/[!'()~]/g, (c) => hex(c.charCodeAt(0))).replaceAll('%20', '+')
  const parseForm = (text) => text.split('&').filter((part) => part !== '').map((part) => {
    const at = part.indexOf('=')
    return at < 0 ? [formDecode(part), ''] : [formDecode(part.slice(0, at)), formDecode(part.slice(at + 1))]
  })
  const string = (value) => String(value).toWellFormed()
  let link
  class URLSearchParams {
    #pairs = []
    #url = null
    constructor(init = '') {
      if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
        this.#pairs = parseForm(string(init).replace(/^\?/, ''))
      } else if (init[Symbol.iterator] !== undefined) {
        for (const pair of init) {
          const [...items] = pair
          if (items.length !== 2) throw new TypeError('each pair has to have a name and a value')
          this.#pairs.push(items.map(string))
        }
      } else {
        for (const name of Object.keys(init)) this.#pairs.push([string(name), string(init[name])])
      }
    }
    static {
      link = (params, url, text) => {
        params.#url = url
        params.#pairs = parseForm(text)
      }
    }
    #changed() {
      if (!this.#url) return
      if (this.#pairs.length) this.#url.search = this.toString()
      else dropSearch(this.#url)
    }
    get size() { return this.#pairs.length }
    append(name, value) {
      this.#pairs.push([string(name), string(value)])
      this.#changed()
    }
    delete(name, value) {
      this.#pairs = this.#pairs.filter(([n, v]) => n !== string(name) || (value !== undefined && v !== string(value)))
      this.#changed()
    }
    get(name) {
      const found = this.#pairs.find(([n]) => n === string(name))
      return found ? found[1] : null
    }
    getAll(name) { return this.#pairs.filter(([n]) => n === string(name)).map(([, v]) => v) }
    has(name, value) {
      return this.#pairs.some(([n, v]) => n === string(name) && (value === undefined || v === string(value)))
    }
    set(name, value) {
      const at = this.#pairs.findIndex(([n]) => n === string(name))
      if (at < 0) this.#pairs.push([string(name), string(value)])
      else {
        this.#pairs[at][1] = string(value)
        this.#pairs = this.#pairs.filter(([n], i) => i <= at || n !== string(name))
      }
      this.#changed()
    }
    sort() {
      this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      this.#changed()
    }
    forEach(callback, self) { for (const [name, value] of this) callback.call(self, value, name, this) }
    *entries() { for (let i = 0; i < this.#pairs.length; i++) yield [...this.#pairs[i]] }
    *keys() { for (const [name] of this) yield name }
    *values() { for (const [, value] of this) yield value }
    [Symbol.iterator]() { return this.entries() }
    toString() { return this.#pairs.map(([n, v]) => formEncode(n) + '=' + formEncode(v)).join('&') }
    get [Symbol.toStringTag]() { return 'URLSearchParams' }
  }

  class URL {
    #url
    #params = null
    constructor(url, base) {
      this.#url = parse(string(url), base === undefined ? null : parse(string(base), null))
    }
    static canParse(url, base) { return URL.parse(url, base) !== null }
    static parse(url, base) {
      try {
        return new URL(url, base)
      } catch (error) {
        if (error instanceof TypeError) return null
        throw error
      }
    }
    // A part that cannot be set stays as it was.
    #try(change) {
      const next = { ...this.#url, path: [...this.#url.path] }
      try {
        change(next)
      } catch (error) {
        if (error instanceof TypeError) return
        throw error
      }
      Object.assign(this.#url, next)
    }
    get href() { return hrefOf(this.#url) }
    set href(value) {
      Object.assign(this.#url, parse(string(value), null))
      if (this.#params) link(this.#params, this.#url, this.#url.search ?? '')
    }
    get origin() {
      if (this.#url.protocol === 'blob:') {
        const inner = URL.parse(pathOf(this.#url))
        return inner && /^https?:$/.test(inner.protocol) ? inner.origin : 'null'
      }
      return this.#url.protocol in SPECIAL && this.#url.protocol !== 'file:'
        ? this.#url.protocol + '//' + hostOf(this.#url) : 'null'
    }
    get protocol() { return this.#url.protocol }
    set protocol(value) {
      const found = /^([a-zA-Z][a-zA-Z0-9+.-]*)(:|$)/.exec(string(value).replace(/[\t\n\r]/g, ''))
      if (!found) return
      const next = found[1].toLowerCase() + ':', url = this.#url
      if (next in SPECIAL !== url.protocol in SPECIAL) return
      if (next === 'file:' && (url.username !== '' || url.password !== '' || url.port !== '')) return
      if (url.protocol === 'file:' && url.host === '') return
      url.protocol = next
      if (url.port === SPECIAL[next]) url.port = ''
    }
    #hasCredentials() { return this.#url.host !== null && this.#url.host !== '' && this.#url.protocol !== 'file:' }
    get username() { return this.#url.username }
    set username(value) { if (this.#hasCredentials()) this.#url.username = encode(string(value), USERINFO) }
    get password() { return this.#url.password }
    set password(value) { if (this.#hasCredentials()) this.#url.password = encode(string(value), USERINFO) }
    get host() { return hostOf(this.#url) }
    set host(value) { this.#setHost(string(value), true) }
    get hostname() { return this.#url.host ?? '' }
    set hostname(value) { this.#setHost(string(value), false) }
    #setHost(value, withPort) {
      if (this.#url.opaque !== null) return
      const text = value.replace(/[\t\n\r]/g, '').split(this.#url.protocol in SPECIAL ? /[/\\?#]/ : /[/?#]/)[0]
      const [host, port] = splitHost(text)
      if (!withPort && host !== text) return
      let isSet = false
      this.#try((url) => {
        const isFile = url.protocol === 'file:', special = url.protocol in SPECIAL
        if (isFile && port !== '') return
        if (host === '' && !isFile && (special || url.username !== '' || url.password !== '' || url.port !== '')) return
        url.host = host === '' ? '' : parseHost(host, special, value)
        if (isFile && url.host === 'localhost') url.host = ''
        isSet = true
      })
      if (isSet && withPort && /^[0-9]/.test(port)) this.#try((url) => setPort(url, /^[0-9]+/.exec(port)[0], value))
    }
    get port() { return this.#url.port }
    set port(value) {
      if (!this.#hasCredentials()) return
      const text = string(value).replace(/[\t\n\r]/g, '')
      if (text === '') this.#url.port = ''
      else if (/^[0-9]/.test(text)) this.#try((url) => setPort(url, /^[0-9]+/.exec(text)[0], text))
    }
    get pathname() { return pathOf(this.#url) }
    set pathname(value) {
      if (this.#url.opaque !== null) return
      const text = string(value).replace(/[\t\n\r]/g, '')
      const slash = this.#url.protocol in SPECIAL ? /^[/\\]/ : /^\//
      this.#try((url) => {
        url.path = []
        if (text !== '' || url.protocol in SPECIAL) parsePath(url, [], text.replace(slash, ''))
        else if (url.host === null) url.path = ['']
      })
    }
    get search() { return this.#url.search ? '?' + this.#url.search : '' }
    set search(value) {
      const text = string(value).replace(/[\t\n\r]/g, '').replace(/^\?/, '')
      if (string(value) === '') dropSearch(this.#url)
      else setQuery(this.#url, text)
      if (this.#params) link(this.#params, this.#url, text)
    }
    get searchParams() {
      if (!this.#params) link((this.#params = new URLSearchParams()), this.#url, this.#url.search ?? '')
      return this.#params
    }
    get hash() { return this.#url.hash ? '#' + this.#url.hash : '' }
    set hash(value) {
      const text = string(value).replace(/[\t\n\r]/g, '')
      this.#url.hash = text === '' ? null : encode(text.replace(/^#/, ''), FRAGMENT)
      trimOpaque(this.#url)
    }
    toString() { return hrefOf(this.#url) }
    toJSON() { return hrefOf(this.#url) }
    get [Symbol.toStringTag]() { return 'URL' }
  }
  return { URL, URLSearchParams }
})
