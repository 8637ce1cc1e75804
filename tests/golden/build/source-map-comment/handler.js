export const handler = (event) => ({ body: { hello: event.path } })
//# sourceMappingURL=handler.js.map
