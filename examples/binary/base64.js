// Base64 text to bytes (RFC 4648, section 4).
//
// SPDX-License-Identifier: Apache-2.0

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]))

/** The bytes that a base64 text stands for. */
export const decodeBase64 = (text) => {
  const letters = text.replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4))
  let bits = 0
  let bitCount = 0
  let length = 0
  for (const letter of letters) {
    bits = ((bits << 6) | VALUES.get(letter)) & 0xffff
    bitCount += 6
    if (bitCount >= 8) {
      bitCount -= 8
      bytes[length++] = bits >> bitCount
    }
  }
  return bytes
}
