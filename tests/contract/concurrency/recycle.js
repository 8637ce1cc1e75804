// What becomes of the others when one uses too much.
// SPDX-License-Identifier: Apache-2.0
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
export const handler = async (event) => {
  if (event.path === '/wait') {
    await sleep(5000)
    return 'waited'
  }
  if (event.path === '/memory') {
    await sleep(100)
    const all = []
    for (;;) all.push(new Uint8Array(1 << 16))
  }
  if (event.path === '/loop') {
    await sleep(100)
    for (;;);
  }
  return 'ok'
}
