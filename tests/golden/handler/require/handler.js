const fs = require('fs')
export const handler = (event) => ({ body: { hello: event.path } })
