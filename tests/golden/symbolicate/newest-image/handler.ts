interface Event {
  path: string
}

const depth = (event: Event, levels: number): number => {
  if (levels === 0) throw new Error('deep in ' + event.path)
  return depth(event, levels - 1)
}

export const handler = async (event: Event) => ({ body: depth(event, 2) })
