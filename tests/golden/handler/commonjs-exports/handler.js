exports.handler = async () => ({ body: 1 })
