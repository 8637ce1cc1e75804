import { randomUUID } from 'crypto'
export const handler = () => randomUUID()
