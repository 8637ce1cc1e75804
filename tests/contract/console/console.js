// console, by path.
// SPDX-License-Identifier: Apache-2.0
const says = {
  '/error': () => console.error('an error'),
  '/warn': () => console.warn('a warning'),
  '/log': () => console.log('a line'),
  '/info': () => console.info('an info'),
  '/debug': () => console.debug('not shown'),
  '/trace': () => console.trace('not shown either'),
  '/values': () => console.log('text', 1, 1.5, true, null, undefined, 10n),
  '/object': () => console.log({ a: 1, b: ['x'] }),
  '/array': () => console.log([1, 2, 3]),
  '/error-object': () => console.error(new TypeError('in the log')),
  '/nothing': () => console.log(),
  '/circular': () => {
    const a = { name: 'a' }
    a.self = a
    console.log(a)
  },
  '/throwing': () => {
    try {
      console.log({
        toJSON() {
          throw new Error('no')
        },
      })
    } catch {
      // a log that throws would be allowed to; it must not take the request down
    }
  },
  '/symbol': () => console.log(Symbol('s')),
  '/function': () => console.log(function named() {}),
  '/lines': () => console.log('one\ntwo'),
  '/unicode': () => console.log('grüß 🚀'),
  '/long': () => console.log('x'.repeat(100000)),
  '/two': () => {
    console.log('first')
    console.error('second')
  },
  '/escape': () => console.log('a\u001b[31mb'),
}
export const handler = (event) => {
  says[event.path]()
  return { statusCode: 204 }
}
