// Imports of one's own files, static and by name.
// SPDX-License-Identifier: Apache-2.0
import greet, { shout } from './lib/greet.mjs'
import * as numbers from './lib/numbers.mjs'

export const handler = (event) => {
  switch (event.path) {
    case '/default':
      return greet('you')
    case '/named':
      return shout(greet('you'))
    case '/namespace':
      return String(numbers.sum(numbers.one, numbers.two))
    default:
      return import.meta ? 'meta' : 'none'
  }
}
