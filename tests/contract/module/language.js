// The language that a handler may count on.
// SPDX-License-Identifier: Apache-2.0
const tests = {
  '/optional': () => String(undefined?.x ?? 'default'),
  '/private': () => new (class { #x = 1; get x() { return this.#x } })().x + '',
  '/bigint': () => String(2n ** 64n),
  '/regexp': () => '2026-11-21'.replace(/(?<y>\d+)-(?<m>\d+)-(?<d>\d+)/u, '$<d>.$<m>.$<y>'),
  '/generator': () => [...(function* () { yield 1; yield 2 })()].join(),
  '/async-iteration': async () => {
    let all = ''
    for await (const x of (async function* () { yield 'a'; yield 'b' })()) all += x
    return all
  },
  '/structured': () => [3, 1, 2].toSorted().join() + [1, 2, 3].at(-1),
  '/map-group': () => JSON.stringify(Object.fromEntries([['a', 1]])),
  '/intl-free': () => (1234.5).toFixed(2),
  '/date': () => new Date(Date.UTC(2026, 10, 21)).toISOString(),
  '/weakref': () => {
    const target = {}
    return typeof new WeakRef(target).deref()
  },
  '/proxy': () => new Proxy({}, { get: (_, name) => 'p-' + name }).x,
  '/random': () => String(Math.random() !== Math.random()),
  '/no-node': () => [typeof Buffer, typeof fetch, typeof setImmediate].join(),
  '/strict': () => String((function () { return this })() === undefined),
}
export const handler = (event) => tests[event.path]()
