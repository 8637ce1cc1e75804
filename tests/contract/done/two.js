// A sync handler that does not declare done and returns nothing.
// SPDX-License-Identifier: Apache-2.0
export const handler = (event, context) => {
  void context
}
