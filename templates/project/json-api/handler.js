import { routes } from './routes.js'

/** Finds the route of a request, and answers 404 and 405 by itself. @type {import('./isere').Handler} */
export const handler = async (event) => {
  for (const { path, methods } of routes) {
    const match = path.exec(event.path)
    if (!match) continue
    const method = Object.hasOwn(methods, event.method) ? methods[event.method] : undefined
    if (method) return method(event, ...match.slice(1))
    const allowed = Object.keys(methods).join(', ')
    return { statusCode: 405, headers: { Allow: allowed }, body: { message: `${event.path} takes ${allowed}` } }
  }
  return { statusCode: 404, body: { message: `there is no ${event.path}` } }
}
