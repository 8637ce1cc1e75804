const handler = async (event) => ({ body: event.path })
