export const handler = (event, context) => {
  console.log('called', event.method, event.path)
  if (event.path === '/throw') throw new Error('it broke')
  if (event.path === '/bytes') return new Uint8Array([0, 255, 10])
  if (event.path === '/never') return new Promise(() => {})
  if (event.path === '/status') return { statusCode: 404, headers: { 'X-A': ['1', '2'] }, body: 'not here\n' }
  return { body: { method: event.method, query: event.query, body: event.body, a: event.headers['x-a'] } }
}
