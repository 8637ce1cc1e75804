// What isere.d.ts and files.d.ts have to refuse: each line that tsc complains about says with which number.
// SPDX-License-Identifier: Apache-2.0
import type { App, Handler } from '../isere'
import words from './words.html'
import numbers from './words.json'
import image from './words.png' // TS2307

const count: number = words // TS2322
const first: string = numbers.list[0] // TS2322

export const status: Handler = () => ({ statusCode: 200, headers: { a: { b: 1 } } }) // TS2322
export const text: Handler = () => ({ statusCode: '200' }) // TS2322
export const body: Handler = (event) => event.body.length // TS18048
export const field: Handler = (event) => event.params // TS2339
export const board: Handler = (event, context) => context.bord // TS2551
export const asked: Handler = async () => fetch('http://a.example/') // TS2304
export const dom: Handler = () => document.title // TS2584
export const app: App = { fetch: () => 'no Response' } // TS2322
export const sent: Handler = () => structuredClone(0, { transfer: ['a'] }) // TS2322
export const decoded: Handler = () => new TextDecoder().decode(5) // TS2345
export { count, first, image }
