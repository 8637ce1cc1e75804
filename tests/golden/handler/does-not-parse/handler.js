export const handler = (event) => {
  return { statusCode: 200
}
