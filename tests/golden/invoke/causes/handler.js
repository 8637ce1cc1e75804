const read = () => {
  throw new TypeError('no such sensor', { cause: 'bus 1' })
}
const reading = () => {
  try {
    return read()
  } catch (cause) {
    throw new Error('no reading', { cause })
  }
}
export const handler = () => Promise.any([Promise.reject(new Error('no first')), Promise.resolve().then(reading)])
