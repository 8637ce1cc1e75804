// Puts a name into a greeting.
//
// SPDX-License-Identifier: Apache-2.0

/** The greeting with `{name}` replaced. */
export const greet = (greeting, name) => greeting.replace('{name}', () => name)
