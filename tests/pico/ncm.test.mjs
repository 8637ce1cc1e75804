// The same as cable.test.mjs of a firmware with `usb.network: ncm`, which Windows has a driver for.
// SPDX-License-Identifier: Apache-2.0

process.env.CARD = 'ncm'
process.env.UF2 = process.env.NCM_UF2
await import('./cable.test.mjs')
