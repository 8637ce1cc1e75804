import { greeting, type User } from './lib/greeting'

interface Event {
  body?: string
}

export const handler = async (event: Event) => {
  const user = JSON.parse(event.body ?? '{}') as User
  console.warn('😀 nobody has a name here:', new Error('only a warning'))
  return { body: greeting(user) }
}
