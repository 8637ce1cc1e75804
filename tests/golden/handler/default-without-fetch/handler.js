const app = { get: () => 'hello' }
export default app
