// The function that slots.test.mjs writes; tests/pico/run makes it longer.
// SPDX-License-Identifier: Apache-2.0
export const handler = async (event) => (event.path === '/ballast' ? ballast : JSON.stringify('the new one'))
