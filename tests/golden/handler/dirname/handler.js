const folder = __dirname
export const handler = () => folder
