// Runs cases of the web platform's tests of URLs: a path is the name of a file of them, the body its content. The answer
// lists what does not agree: {input, what, expected, got}.
// SPDX-License-Identifier: Apache-2.0
const PARTS = ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash']

const parse = (input, base) => {
  try {
    return new URL(input, base ?? undefined)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

const compare = (input, url, expected, out) => {
  for (const [what, value] of Object.entries(expected)) {
    const got = what === 'searchParams' ? String(url.searchParams) : url[what]
    if (got !== value) out.push({ input, what, expected: value, got })
  }
}

const expectUrl = (input, base, expected, out) => {
  const url = parse(input, base)
  const name = base ? `${input} | ${base}` : input
  if (URL.canParse(input, base ?? undefined) !== (url !== null)) out.push({ input: name, what: 'canParse', got: url === null })
  if (expected === null) {
    if (url !== null) out.push({ input: name, what: 'failure', expected: null, got: url.href })
  } else if (url === null) out.push({ input: name, what: 'href', expected: expected.href ?? expected.host, got: null })
  else compare(name, url, expected, out)
}

const pick = (from, names) => Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]))
const isCase = (value) => typeof value === 'object'

const hosts = (cases, out) => {
  for (const { input, output } of cases.filter(isCase)) {
    if (input === '') continue
    const host = output === null ? null : { host: output, hostname: output, pathname: '/x', href: `https://${output}/x` }
    expectUrl(`https://${input}/x`, null, host, out)
  }
}

const suites = {
  'urltestdata.json': (cases, out) => {
    for (const it of cases.filter(isCase)) {
      expectUrl(it.input, it.base, it.failure ? null : pick(it, [...PARTS, 'searchParams']), out)
    }
  },
  'setters_tests.json': (all, out) => {
    for (const [name, cases] of Object.entries(all).filter(([name]) => PARTS.includes(name))) {
      for (const it of cases) {
        const url = new URL(it.href)
        url[name] = it.new_value
        compare(`${it.href} | ${name} = ${it.new_value}`, url, it.expected, out)
      }
    }
  },
  'toascii.json': hosts,
  'IdnaTestV2.json': hosts,
}

export const handler = (event) => {
  const out = []
  const data = JSON.parse(event.body)
  suites[event.path.slice(1)](data, out)
  return { count: Array.isArray(data) ? data.filter(isCase).length : Object.values(data).flat().filter(isCase).length, out }
}
