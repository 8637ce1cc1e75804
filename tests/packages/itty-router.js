// An itty-router app: parameters, queries, a body of JSON, an error, what nobody answers.
// SPDX-License-Identifier: Apache-2.0
import { AutoRouter, error, withContent } from 'itty-router'

const things = new Map([['1', { name: 'lamp', on: false }]])
const router = AutoRouter({ base: '/api' })

router
  .get('/things', () => [...things.keys()])
  .get('/things/:id', ({ id, query }) => things.get(id) && { ...things.get(id), query })
  .put('/things/:id', withContent, ({ id, content }) => {
    if (typeof content?.name !== 'string') return error(400, 'a thing has a name')
    things.set(id, content)
    return { id, ...content }
  })
  .get('/files/:path+', ({ params }) => params)

export default router
