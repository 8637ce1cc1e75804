import type { Handler } from '../isere'
import { celsius, type Reading } from './sensor'

export const handler: Handler = async (event) => {
  if (event.path !== '/temperature') return { statusCode: 404, body: { message: `there is no ${event.path}` } }
  const reading: Reading = celsius(Number(event.query.raw ?? 876))
  return { body: reading }
}
