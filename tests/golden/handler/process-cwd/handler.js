export const handler = () => process.cwd()
