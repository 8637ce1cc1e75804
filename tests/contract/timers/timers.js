// Timers and microtasks, by path.
// SPDX-License-Identifier: Apache-2.0
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const tests = {
  '/timeout': async () => {
    const before = Date.now()
    await sleep(30)
    return Date.now() - before >= 29 ? 'waited' : 'too early'
  },
  '/order': async () => {
    const seen = []
    setTimeout(() => seen.push('c'), 20)
    setTimeout(() => seen.push('b'), 10)
    setTimeout(() => seen.push('a'), 0)
    await sleep(40)
    return seen.join('')
  },
  '/equal': async () => {
    const seen = []
    for (const x of 'abcde') setTimeout(() => seen.push(x), 5)
    await sleep(30)
    return seen.join('')
  },
  '/arguments': () => new Promise((resolve) => setTimeout((a, b) => resolve(a + b), 1, 'x', 'y')),
  '/clear': async () => {
    let fired = false
    clearTimeout(setTimeout(() => (fired = true), 5))
    await sleep(20)
    return String(fired)
  },
  '/clear-nothing': () => {
    clearTimeout(undefined)
    clearTimeout(null)
    clearTimeout(123456)
    clearInterval('x')
    return 'fine'
  },
  '/clear-twice': () => {
    const id = setTimeout(() => {}, 1000)
    clearTimeout(id)
    clearTimeout(id)
    return 'fine'
  },
  '/interval': () =>
    new Promise((resolve) => {
      let n = 0
      const id = setInterval(() => {
        if (++n === 3) {
          clearInterval(id)
          setTimeout(() => resolve(String(n)), 20)
        }
      }, 2)
    }),
  '/negative': async () => {
    await sleep(-5)
    return 'at once'
  },
  '/nan': async () => {
    await sleep(NaN)
    await sleep(undefined)
    await sleep('1')
    return 'at once'
  },
  '/microtasks': async () => {
    const seen = []
    setTimeout(() => seen.push('timer'), 0)
    queueMicrotask(() => seen.push('micro'))
    Promise.resolve().then(() => seen.push('promise'))
    seen.push('sync')
    await sleep(10)
    return seen.join(' ')
  },
  '/between': async () => {
    const seen = []
    setTimeout(() => {
      seen.push('1')
      Promise.resolve().then(() => seen.push('micro'))
    }, 1)
    setTimeout(() => seen.push('2'), 1)
    await sleep(20)
    return seen.join(' ')
  },
  '/throws': async () => {
    setTimeout(() => {
      throw new Error('in a timer')
    }, 0)
    await sleep(10)
    return 'survived'
  },
  '/not-a-function': () => {
    try {
      setTimeout('alert(1)', 0)
    } catch (error) {
      return error.name
    }
    return 'no error'
  },
  '/microtask-not-a-function': () => {
    try {
      queueMicrotask(7)
    } catch (error) {
      return error.name
    }
    return 'no error'
  },
  '/limit': () => {
    const ids = []
    try {
      for (let i = 0; i < 100; i++) ids.push(setTimeout(() => {}, 60000))
    } catch (error) {
      return `${error.name} after ${ids.length <= 16}`
    } finally {
      ids.forEach(clearTimeout)
    }
    return 'no limit'
  },
  '/again': async () => {
    await sleep(1)
    return 'timers left'
  },
}
export const handler = (event) => tests[event.path]()
