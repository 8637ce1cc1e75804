type Event = { path: string }

// esbuild lets it pass, the engine does not.
const wrong = /(?<name>a)(?<name>b)/

export const handler = (event: Event) => ({ body: wrong.test(event.path) })
