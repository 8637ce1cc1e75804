// node:process: the environment alone, as env: of isere.yaml says.
// SPDX-License-Identifier: Apache-2.0
export const { env } = process
export default process
