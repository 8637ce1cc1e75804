// Handlers need not be arrow functions.
// SPDX-License-Identifier: Apache-2.0
class Service {
  #greeting = 'hello'
  handle = (event) => this.#greeting + event.path
}
export const handler = new Service().handle
