export const handler = (event) => ({ body: { hello: event.path } })
export const handler = (event) => ({ body: { hello: event.path } })
export const handler = (event) => ({ body: { hello: event.path } })
