// process.env.
// SPDX-License-Identifier: Apache-2.0
const atLoad = process.env.GREETING
export const handler = (event) => {
  switch (event.path) {
    case '/all':
      return { body: { ...process.env } }
    case '/load':
      return atLoad
    case '/missing':
      return String(process.env.MISSING)
    default:
      return process.env[event.query.key]
  }
}
