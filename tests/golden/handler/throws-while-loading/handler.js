const settings = undefined
export const port = settings.port
export const handler = () => 1
