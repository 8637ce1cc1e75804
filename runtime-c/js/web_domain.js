// The ASCII form of a domain beyond ASCII, or with parts that stand for such, as the URL standard asks for it; done without
// the tables of Unicode TR 46: lower case, NFKC, general categories, Punycode.
//
// SPDX-License-Identifier: Apache-2.0
(function () {
  'use strict'
  const fail = (text) => { throw new TypeError('Invalid URL: ' + text) }
  // RFC 3492.
  const adapt = (delta, count, isFirst) => {
    let k = 0
    delta = Math.floor(delta / (isFirst ? 700 : 2))
    delta += Math.floor(delta / count)
    while (delta > 455) { delta = Math.floor(delta / 35); k += 36 }
    return k + Math.floor(36 * delta / (delta + 38))
  }
  const threshold = (k, bias) => (k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias)
  const punycode = (label) => {
    const points = Array.from(label, (c) => c.codePointAt(0))
    let out = points.filter((p) => p < 128).map((p) => String.fromCharCode(p)).join('')
    const basic = out.length
    let handled = basic, n = 128, delta = 0, bias = 72
    if (basic) out += '-'
    const digit = (d) => String.fromCharCode(d < 26 ? 97 + d : 22 + d)
    while (handled < points.length) {
      const next = Math.min(...points.filter((p) => p >= n))
      delta += (next - n) * (handled + 1)
      n = next
      for (const p of points) {
        if (p < n) delta++
        if (p !== n) continue
        let q = delta
        for (let k = 36; ; k += 36) {
          const t = threshold(k, bias)
          if (q < t) break
          out += digit(t + (q - t) % (36 - t))
          q = Math.floor((q - t) / (36 - t))
        }
        out += digit(q)
        bias = adapt(delta, handled + 1, handled === basic)
        delta = 0
        handled++
      }
      delta++
      n++
    }
    return 'xn--' + out
  }
  const fromPunycode = (code, text) => {
    const dash = code.lastIndexOf('-')
    const points = Array.from(dash > 0 ? code.slice(0, dash) : '', (c) => c.charCodeAt(0))
    let n = 128, i = 0, bias = 72, at = dash > 0 ? dash + 1 : 0
    while (at < code.length) {
      const start = i
      for (let w = 1, k = 36; ; k += 36) {
        const c = code[at++] ?? ''
        if (!/^[a-z0-9]$/.test(c)) fail(text)
        const digit = c >= 'a' ? c.charCodeAt(0) - 97 : c.charCodeAt(0) - 22
        i += digit * w
        const t = threshold(k, bias)
        if (digit < t) break
        w *= 36 - t
      }
      bias = adapt(i - start, points.length + 1, start === 0)
      n += Math.floor(i / (points.length + 1))
      i %= points.length + 1
      // NaN too: a long code overflows.
      if (!(n <= 0x10ffff)) fail(text)
      points.splice(i++, 0, n)
    }
    return String.fromCodePoint(...points)
  }
  const isAscii = (text) => /^[\0-\x7f]*$/.test(text)
  // Of Unicode TR 46 what general categories and normalization tell; its tables are not here.
  const mapped = (domain) =>
    Array.from(domain.replace(/[\u00ad\u034f\u180b-\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu, '').normalize('NFKC'),
      (c) => c.toLowerCase()).join('').normalize('NFKC')
  const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]/
  const toAscii = (domain, text) => {
    // No literals: their tables would stay in the heap.
    const refused = new RegExp('(?![\\u200c\\u200d])[\\p{C}\\p{Z}\\ufffc\\ufffd]|^[\\p{M}\\u200c\\u200d]', 'u')
    return mapped(domain).replaceAll('\u3002', '.').split('.').map((label) => {
      const isCode = label.startsWith('xn--')
      const shown = isCode ? fromPunycode(label.slice(4), text) : label
      if (isAscii(shown)) {
        if (isCode) fail(text)
        return label
      }
      const isMixed = RTL.test(shown) && (!RTL.test(shown[0]) || /[a-z]/.test(shown))
      if (isMixed || refused.test(shown) || (isCode && mapped(shown) !== shown)) fail(text)
      return punycode(shown)
    }).join('.')
  }
  return { toAscii }
})
