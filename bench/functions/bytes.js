// 16 KB of bytes.
// SPDX-License-Identifier: Apache-2.0
const bytes = new Uint8Array(16384).fill(7)

export const handler = async () => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/octet-stream' },
  body: bytes,
})
