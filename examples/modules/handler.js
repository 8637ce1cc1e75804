// Your own files, JSON among them, become one module with the handler when it is built.
//
//   ./isere run examples/modules
//   curl 'http://127.0.0.1:8080/?lang=de&name=Ada'
//
// SPDX-License-Identifier: Apache-2.0
import { greet } from './lib/greet.js'
import greetings from './greetings.json'

export const handler = async (event) => {
  const { lang = process.env.DEFAULT_LANGUAGE, name = 'world' } = event.query
  if (!Object.hasOwn(greetings, lang)) {
    return { statusCode: 404, body: { message: `no greeting in ${lang}`, languages: Object.keys(greetings) } }
  }
  return { headers: { 'Content-Language': lang }, body: greet(greetings[lang], name) }
}
