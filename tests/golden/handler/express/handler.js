export const handler = (req, res) => {
  res.status(200).send('hello')
}
