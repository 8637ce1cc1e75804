export const handler = () => () => 'hello'
