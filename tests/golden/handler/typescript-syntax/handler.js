export const handler = (event: object) => event
