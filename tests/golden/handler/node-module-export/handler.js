import { createHash, randomUUID } from 'node:crypto'
export const handler = () => createHash('sha256').update(randomUUID()).digest('hex')
