export const handler = (event) => ({ body: { hello: event.path } })
