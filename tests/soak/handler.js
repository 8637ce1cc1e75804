// Everything that a function may do right and wrong, by its path.
// SPDX-License-Identifier: Apache-2.0
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

let calls = 0

const bomb = () => {
  const kept = []
  for (;;) kept.push(new Array(1000).fill(kept.length))
}
const again = () => Promise.resolve().then(again)
const deeper = () => deeper() + 1

const paths = {
  '/hello': (event) => ({ hello: event.query.name, calls: ++calls }),
  '/wait': (event) => pause(Number(event.query.ms)).then(() => event.query.name),
  '/large': (event) => event.query.name.repeat(Number(event.query.n)),
  '/throw': () => {
    throw new Error('on purpose')
  },
  '/reject': async () => {
    Promise.reject(new Error('nobody handles this'))
    return 'rejected'
  },
  '/never': () => new Promise(() => {}),
  '/loop': () => {
    for (;;);
  },
  '/regexp': () => /^(a+)+$/.test('a'.repeat(40) + 'b'),
  '/jobs': again,
  '/deep': deeper,
  '/bomb': bomb,
  '/timers': () => {
    const ids = []
    try {
      for (;;) ids.push(setTimeout(() => {}, 50))
    } finally {
      ids.forEach(clearTimeout)
    }
  },
}

export const handler = (event) => {
  if (event.method === 'POST') return event.body ?? ''
  return paths[event.path](event)
}
