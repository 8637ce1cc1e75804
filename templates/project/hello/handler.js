/** @type {import('./isere').Handler} */
export const handler = async (event, context) => {
  const name = event.query.name ?? 'world'
  return { body: { hello: name, from: context.board } }
}
