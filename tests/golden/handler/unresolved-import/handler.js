import { a } from './missing.js'

export const handler = () => a
