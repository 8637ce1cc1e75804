// A body that zod checks.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod/mini'

const Reading = z.object({
  sensor: z.string().check(z.regex(/^[a-z]+-\d+$/)),
  celsius: z.number().check(z.gte(-40), z.lte(125)),
  tags: z._default(z.array(z.enum(['in', 'out'])), []),
})

export const handler = (event) => {
  const { success, data, error } = Reading.safeParse(JSON.parse(event.body))
  return success ? { body: data } : { statusCode: 422, body: error.issues.map(({ path, code }) => [path, code]) }
}
