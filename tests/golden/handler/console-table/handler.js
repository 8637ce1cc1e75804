export const handler = (event) => {
  console.table([event])
  return 'hello'
}
