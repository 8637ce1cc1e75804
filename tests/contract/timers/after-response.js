// A timer that fires when its request is answered long since.
// SPDX-License-Identifier: Apache-2.0
let late = 0
export const handler = (event) => {
  if (event.path === '/start') {
    setTimeout(() => late++, 20)
    return 'started'
  }
  return new Promise((resolve) => setTimeout(() => resolve(String(late)), 60))
}
