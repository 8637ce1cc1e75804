export const handler = (event) => ({ body: Buffer.from(event.path).toString('base64') })
