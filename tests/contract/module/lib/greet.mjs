// A file of one's own.
// SPDX-License-Identifier: Apache-2.0
export default (name) => `hello ${name}`
export const shout = (text) => `${text.toUpperCase()}!`
