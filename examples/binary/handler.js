// Bytes in both directions. A body that is not UTF-8 text arrives as base64; bytes and base64 can both be sent.
//
//   ./isere run examples/binary
//   curl http://127.0.0.1:8080/picture > picture.bmp
//   curl http://127.0.0.1:8080/reverse --data-binary @picture.bmp | od -c | head
//
// SPDX-License-Identifier: Apache-2.0
import { decodeBase64 } from './base64.js'

const SIZE = 16
const HEADER_BYTES = 54

/** A BMP file of SIZE times SIZE pixels with a colour gradient. */
const picture = () => {
  const bytes = new Uint8Array(HEADER_BYTES + SIZE * SIZE * 3)
  const header = new DataView(bytes.buffer)
  header.setUint16(0, 0x424d) // "BM"
  header.setUint32(2, bytes.length, true)
  header.setUint32(10, HEADER_BYTES, true)
  header.setUint32(14, 40, true) // size of the second header
  header.setInt32(18, SIZE, true)
  header.setInt32(22, SIZE, true)
  header.setUint16(26, 1, true) // planes
  header.setUint16(28, 24, true) // bits a pixel
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      bytes.set([128, y * 16, x * 16], HEADER_BYTES + (y * SIZE + x) * 3)
    }
  }
  return bytes
}

/** The UTF-8 bytes of a text. */
const encodeUtf8 = (text) => Uint8Array.from(unescape(encodeURIComponent(text)), (byte) => byte.charCodeAt(0))

/** A request's body as bytes, however it arrived. */
const bodyBytes = (event) => (event.isBase64Encoded ? decodeBase64(event.body) : encodeUtf8(event.body ?? ''))

export const handler = async (event) => {
  switch (event.path) {
    case '/picture':
      return { headers: { 'Content-Type': 'image/bmp' }, body: picture() }
    case '/reverse':
      // Bytes alone are a body: application/octet-stream.
      return bodyBytes(event).reverse()
    case '/echo':
      // Base64 goes out as the bytes that it stands for, as it came in.
      return {
        headers: { 'Content-Type': event.headers['content-type'] ?? 'application/octet-stream' },
        body: event.body,
        isBase64Encoded: event.isBase64Encoded ?? false,
      }
    default:
      return { statusCode: 404, body: { message: 'try /picture, /reverse or /echo' } }
  }
}
