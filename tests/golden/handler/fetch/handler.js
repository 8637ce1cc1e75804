export const handler = async () => {
  const answer = await fetch('http://example.com')
  return { body: await answer.text() }
}
