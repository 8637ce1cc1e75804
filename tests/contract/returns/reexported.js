// The export may be renamed.
// SPDX-License-Identifier: Apache-2.0
function answer() {
  return 'renamed'
}
export { answer as handler }
