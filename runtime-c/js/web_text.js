// TextEncoder, TextDecoder (UTF-8 alone), atob and btoa, as encoding.spec.whatwg.org and html.spec.whatwg.org have them.
//
// SPDX-License-Identifier: Apache-2.0
(function (native) {
  'use strict'
  class TextEncoder {
    get encoding() { return 'utf-8' }
    encode(text = '') { return new Uint8Array(native.encode(String(text))) }
    encodeInto(text, target) {
      if (!(target instanceof Uint8Array)) throw new TypeError('encodeInto writes into a Uint8Array')
      let read = 0, written = 0
      for (const c of String(text)) {
        const bytes = this.encode(c)
        if (written + bytes.length > target.length) break
        target.set(bytes, written)
        written += bytes.length
        read += c.length
      }
      return { read, written }
    }
    get [Symbol.toStringTag]() { return 'TextEncoder' }
  }

  const LABELS = ['utf-8', 'utf8', 'unicode-1-1-utf-8', 'unicode11utf8', 'unicode20utf8', 'x-unicode20utf8']
  // How many bytes at the end begin a character that is not whole.
  const unfinished = (bytes) => {
    for (let n = 1; n <= 3 && n <= bytes.length; n++) {
      const byte = bytes[bytes.length - n]
      if (byte >= 0xc2) return n < (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0) ? n : 0
      if (byte < 0x80 || byte > 0xbf) return 0
    }
    return 0
  }
  const BUFFERS = ['ArrayBuffer', 'SharedArrayBuffer']
  class TextDecoder {
    #fatal
    #ignoreBom
    #rest = null
    #begun = false
    constructor(label = 'utf-8', options = undefined) {
      if (!LABELS.includes(String(label).trim().toLowerCase())) {
        throw new RangeError(`the encoding ${label} is not supported: only utf-8 is`)
      }
      this.#fatal = Boolean(options?.fatal)
      this.#ignoreBom = Boolean(options?.ignoreBOM)
    }
    get encoding() { return 'utf-8' }
    get fatal() { return this.#fatal }
    get ignoreBOM() { return this.#ignoreBom }
    decode(input = new ArrayBuffer(0), options = undefined) {
      const stream = Boolean(options?.stream)
      const isView = ArrayBuffer.isView(input)
      if (!isView && !BUFFERS.includes(native.classOf(input))) {
        throw new TypeError('decode takes an ArrayBuffer or a view of one')
      }
      let bytes = isView ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input)
      if (this.#rest) {
        const whole = new Uint8Array(this.#rest.length + bytes.length)
        whole.set(this.#rest)
        whole.set(bytes, this.#rest.length)
        bytes = whole
        this.#rest = null
      }
      const held = stream ? unfinished(bytes) : 0
      if (held) {
        this.#rest = bytes.slice(bytes.length - held)
        bytes = bytes.subarray(0, bytes.length - held)
      }
      const text = native.decode(bytes, this.#fatal)
      const isFirst = !this.#begun
      this.#begun = stream && (this.#begun || bytes.length > 0)
      return isFirst && !this.#ignoreBom && text[0] === '\ufeff' ? text.slice(1) : text
    }
    get [Symbol.toStringTag]() { return 'TextDecoder' }
  }

  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const refuse = (text) => { throw Object.assign(new Error(text), { name: 'InvalidCharacterError' }) }
  function btoa(text) {
    const data = String(text)
    let out = ''
    for (let i = 0; i < data.length; i += 3) {
      const a = data.charCodeAt(i), b = data.charCodeAt(i + 1), c = data.charCodeAt(i + 2)
      if (a > 255 || b > 255 || c > 255) refuse('btoa takes characters up to U+00FF')
      out += ALPHABET[a >> 2] + ALPHABET[((a & 3) << 4) | (b >> 4)] +
        (i + 1 < data.length ? ALPHABET[((b & 15) << 2) | (c >> 6)] : '=') +
        (i + 2 < data.length ? ALPHABET[c & 63] : '=')
    }
    return out
  }
  function atob(text) {
    let data = String(text).replace(/[\t\n\f\r ]/g, '')
    if (data.length % 4 === 0) data = data.replace(/={1,2}$/, '')
    if (data.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(data)) refuse('that is no base64')
    let out = '', bits = 0, count = 0
    for (const c of data) {
      bits = ((bits << 6) | ALPHABET.indexOf(c)) & 0xffff
      count += 6
      if (count >= 8) {
        count -= 8
        out += String.fromCharCode((bits >> count) & 255)
      }
    }
    return out
  }
  return { TextEncoder, TextDecoder, atob, btoa }
})
