// A body that valibot checks.
// SPDX-License-Identifier: Apache-2.0
import * as v from 'valibot'

const Reading = v.object({
  sensor: v.pipe(v.string(), v.regex(/^[a-z]+-\d+$/, 'a name like t-1')),
  celsius: v.pipe(v.number(), v.minValue(-40), v.maxValue(125)),
  at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  tags: v.optional(v.array(v.picklist(['in', 'out'])), []),
})

export const handler = (event) => {
  const { success, output, issues } = v.safeParse(Reading, JSON.parse(event.body))
  return success
    ? { body: output }
    : { statusCode: 422, body: issues.map((issue) => [v.getDotPath(issue), issue.message]) }
}
