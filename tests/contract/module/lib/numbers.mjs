// Another one.
// SPDX-License-Identifier: Apache-2.0
export const one = 1
export const two = 2
export const sum = (...all) => all.reduce((a, b) => a + b, 0)
