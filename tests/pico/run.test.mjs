// isere run --board pico: it forwards, shows what the function says, and leaves nothing behind.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from './support.mjs'

/** All that the process started, and what those did: [pid] */
function family(pid) {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0])]]
    } catch {
      return [] // it has ended meanwhile
    }
  })
  const below = (of) => parents.filter(([, parent]) => parent === of).flatMap(([one]) => [one, ...below(one)])
  return below(pid)
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  test(`isere run --board pico serves until it gets ${signal}`, async () => {
    const words = ['run', 'tests/pico/deep.js', '--board', 'pico', '--port', '0']
    const isere = spawn('./isere', words, { stdio: ['pipe', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    isere.stderr.on('data', (bytes) => (err += bytes))
    const ended = new Promise((resolve) => isere.on('close', resolve))
    await new Promise((resolve, reject) => {
      isere.stdout.on('data', (bytes) => {
        out += bytes
        if (out.includes('\n')) resolve()
      })
      ended.then(() => reject(new Error(err)))
    })
    const [, url] = /^listening on (http:\S+)\n$/.exec(out)
    const response = await fetch(`${url}/recursion`)
    assert.deepEqual(await response.json(), { failed: 'InternalError' })
    const started = family(isere.pid)
    assert.ok(started.length > 0)
    isere.kill(signal)
    assert.equal(await ended, 0, err)
    assert.match(err, /^error \[.*\] InternalError: stack overflow$/m)
    assert.deepEqual(started.filter(isAlive), [])
  })
}
