// Ids of nanoid: what can be said of them, for they are never the same.
// SPDX-License-Identifier: Apache-2.0
import { customAlphabet, nanoid } from 'nanoid'

const dice = customAlphabet('123456', 8)

export const handler = (event) => {
  const ids = Array.from({ length: Number(event.query.count) }, () => nanoid())
  return {
    different: new Set(ids).size,
    wellFormed: ids.every((id) => /^[\w-]{21}$/.test(id)),
    short: nanoid(5).length,
    dice: /^[1-6]{8}$/.test(dice()),
  }
}
