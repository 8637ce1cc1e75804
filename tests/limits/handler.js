// Reaches any limit, by as much as the query says.
// SPDX-License-Identifier: Apache-2.0
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

let pending = []
const kept = []

const depth = () => {
  try {
    return 1 + depth()
  } catch {
    return 1
  }
}
const descend = (n) => (n === 0 ? 0 : 1 + descend(n - 1))

const spin = (ms) => {
  const until = Date.now() + ms
  while (Date.now() < until);
  return 'spun'
}

const timers = (n) => {
  const ids = []
  try {
    for (let i = 0; i < n; i++) ids.push(setTimeout(() => {}, 60000))
    return 'set'
  } catch (error) {
    return error.name
  } finally {
    ids.forEach(clearTimeout)
  }
}

const fields = (n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`x-${i}`, 'y']))

const paths = {
  '/ok': () => 'ok',
  '/wait': (n) => pause(n).then(() => 'waited'),
  '/spin': spin,
  '/fill': () => {
    for (;;) kept.push({ kept })
  },
  '/pending': () => new Promise((resolve) => pending.push(resolve)),
  '/release': () => {
    pending.forEach((resolve) => resolve('released'))
    pending = []
    return 'ok'
  },
  '/timers': timers,
  '/fields': (n) => ({ headers: fields(n) }),
  '/value': (n) => ({ headers: { 'x-a': 'v'.repeat(n) } }),
  '/body': (n) => 'b'.repeat(n),
  '/allocate': (n) => String(new Uint8Array(n).length),
  '/keep': (n) => String(kept.push(new Uint8Array(n))),
  '/depth': () => String(depth()),
  '/descend': (n) => String(descend(n)),
}

export const handler = (event) => {
  if (event.method === 'POST') return String(event.body?.length ?? 0)
  return (paths[event.path] ?? paths['/ok'])(Number(event.query.n))
}
