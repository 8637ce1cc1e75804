export const handler = (event) => ({ statusCode: event.path === "/gone" ? 410 : 200, body: { path: event.path } })
