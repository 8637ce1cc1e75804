// JSON, parsed and written: each path is an expression whose value, a string, is the body.
// SPDX-License-Identifier: Apache-2.0
const error = (work) => {
  try {
    return `no error: ${work()}`
  } catch (e) {
    return e.name
  }
}
const again = (text) => JSON.stringify(JSON.parse(text))
const changing = (change) => {
  const object = { a: 1, first: { toJSON: () => (change(object), 'changed') }, b: 2, c: 3 }
  return object
}
const deleted = { a: 1, b: 2, c: 3 }
delete deleted.b
class Point {
  #secret = 1
  constructor() {
    this.x = 1
    this.y = [this.#secret]
  }
  get length() {
    return 2
  }
}

const expressions = {
  '/literals': () => again(' [ true , false , null , "" , {} , [] ] '),
  '/integers': () => again('[0,-0,1,-1,12345678,123456789,1234567890,12345678901,-123456789,2147483648]'),
  '/negative-zero': () => String(Object.is(JSON.parse('-0'), -0)),
  '/fractions': () => again('[0.5,10.25,1e3,1E+3,25e-1,0e0,123456789.5,1.7976931348623157e308,5e-324]'),
  '/bad-numbers': () =>
    ['00', '01', '-', '+1', '1.', '.5', '1e', '0x10', '1x', '1_0', '9a', '--1', 'Infinity', 'NaN']
      .map((text) => error(() => JSON.parse(text)))
      .join(),
  '/strings': () => again('["plain","\\"\\\\\\/\\b\\f\\n\\r\\t","\\u0041\\u00e9\\u20ac","a\\nb\\nc","é","€uro","a😀b","\\ud83d\\ude00"]'),
  '/bad-strings': () =>
    ['"', '"a', '"\\', '"\\x"', '"\\u12"', '"a\nb"', '"\u0001"', "'a'", '"a\tb"', '"\\u123g"']
      .map((text) => error(() => JSON.parse(text)))
      .join(),
  '/bad-objects': () =>
    ['{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{a:1}', "{'a':1}", '{"a" 1}', '{,}', '{"a":1 "b":2}', '{"name":1}}']
      .map((text) => error(() => JSON.parse(text)))
      .join(),
  '/bad-arrays': () =>
    ['[', '[1', '[1,', '[1,]', '[,]', '[1 2]', ']', '[1]]', '[1}'].map((text) => error(() => JSON.parse(text))).join(),
  '/white-space': () => again('\t\r\n {\r\n\t"name" \n:\t1 ,\r "length":\n2}\r\n') + error(() => JSON.parse('\v1')),
  '/keys-twice': () => again('{"name":1,"b":2,"name":{"name":3,"name":4}}'),
  '/keys-in-order': () => again('{"b":1,"10":2,"a":3,"2":4,"":5,"-1":6,"01":7,"4294967294":8,"4294967295":9}'),
  '/keys-escaped': () => again('{"n\\u0061me":1,"name":2,"\\"":3,"é":4,"€":5,"é":6}'),
  '/proto': () => {
    const object = JSON.parse('{"__proto__":[1],"constructor":2,"toString":3}')
    return JSON.stringify([object, Object.getPrototypeOf(object) === Object.prototype, Object.keys(object)])
  },
  '/descriptors': () => JSON.stringify(Object.getOwnPropertyDescriptors(JSON.parse('{"name":1}'))),
  '/arrays': () => {
    const array = JSON.parse('[1,[2,[3,[]]],{"length":7}]')
    array.push(array.length)
    array[6] = 'end'
    return JSON.stringify(array)
  },
  '/reviver': () =>
    JSON.stringify(
      JSON.parse('{"a":[1,2,{"b":3}],"c":"d"}', function (key, value) {
        return typeof value === 'number' ? value * 10 : key === 'c' ? undefined : value
      }),
    ),
  '/written': () =>
    JSON.stringify({ u: undefined, f() {}, s: Symbol('s'), [Symbol('k')]: 1, n: NaN, i: -Infinity, d: new Date(0), z: -0, t: 'é€😀\ud800"\\\n\u0007\u007f' }),
  '/written-arrays': () => JSON.stringify([undefined, () => 1, Symbol('s'), , NaN, [[]], { a: [{}] }, 2147483647, -2147483648, 1e21, 0.1]),
  '/written-objects': () =>
    JSON.stringify([new Point(), Object.create({ inherited: 1 }, { own: { value: 1, enumerable: true }, hidden: { value: 2 } }), { get a() { return 7 } }, deleted, Object.freeze({ z: 1, y: 2 }), new Map([[1, 2]]), Object('s'), Object(1), Object(false), 'abc'.match(/b/)]),
  '/number-keys': () => JSON.stringify({ b: 1, 7: 2, a: 3, 1: 4, '-1': 5, 4294967295: 6, 4294967294: 7 }),
  '/to-json': () => JSON.stringify([{ toJSON: (key) => `key ${key} ${typeof key}` }, { a: { toJSON: (key) => key } }, { toJSON: 1 }]),
  '/to-json-inherited': () => {
    const before = Object.prototype.toJSON
    Object.prototype.toJSON = function (key) { return Array.isArray(this) ? this.length : key }
    try {
      return JSON.stringify({ a: {}, b: [1, 2], c: 3 })
    } finally {
      if (before === undefined) delete Object.prototype.toJSON
    }
  },
  '/deleted-while-written': () => JSON.stringify(changing((object) => delete object.b)),
  '/added-while-written': () => JSON.stringify(changing((object) => (object.d = 4))),
  '/changed-while-written': () => JSON.stringify(changing((object) => ((object.b = 'new'), Object.defineProperty(object, 'c', { get: () => 'got' })))),
  '/hidden-while-written': () => JSON.stringify(changing((object) => Object.defineProperty(object, 'c', { enumerable: false }))),
  '/emptied-while-written': () => {
    const array = [{ toJSON: () => ((array.length = 1), 1) }, 2, 3]
    return JSON.stringify(array)
  },
  '/replacer': () => JSON.stringify({ a: [1, 'x'], b: 2 }, (key, value) => (typeof value === 'number' ? `${key}=${value}` : value)),
  '/replacer-list': () => JSON.stringify({ a: 1, b: { c: 2, a: 3 }, 1: 4 }, ['c', 'b', 1, 'b']),
  '/indented': () => JSON.stringify({ a: [], b: {}, c: [1, { d: 2 }], e: [{}] }, null, 2),
  '/indented-by-text': () => JSON.stringify([1, [2]], null, '->'),
  '/circular': () => {
    const object = { a: [] }
    object.a.push(object)
    return error(() => JSON.stringify(object)) + JSON.stringify([deleted, deleted])
  },
  '/big-integers': () => error(() => JSON.stringify({ a: 1n })),
  '/throwing': () => error(() => JSON.stringify({ a: 1, get b() { throw new RangeError('b') } })),
  '/proxies': () =>
    JSON.stringify(new Proxy({ a: 1, b: 2 }, { ownKeys: () => ['b', 'a'], get: (target, key) => (key === 'toJSON' ? undefined : `got ${key}`) })),
  '/deep': () => {
    const deep = '['.repeat(50) + ']'.repeat(50)
    return String(again(deep) === deep)
  },
  '/many-shapes': () => {
    const text = JSON.stringify(Array.from({ length: 50 }, (_, i) => Object.fromEntries(Array.from({ length: (i % 9) + 1 }, (_, k) => [`k${(i * k) % 11}`, k]))))
    return String(again(text) === text)
  },
}

export const handler = (event) => expressions[event.path]()
