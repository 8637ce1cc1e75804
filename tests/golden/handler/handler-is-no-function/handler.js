export const handler = { body: 1 }
