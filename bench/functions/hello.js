// The hello of every peer: JSON body, one header, the path in the body.
export const handler = async (event) => ({
  statusCode: 200,
  headers: { 'X-Powered-By': 'bench' },
  body: { hello: event.path },
})
