export const handler = () => ({ statusCode: 200, header: { 'X-A': 'b' }, body: 'hello' })
