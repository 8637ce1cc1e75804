import { b } from './lib.js'
export const handler = () => b
