import { get } from 'isere:kv'
export const handler = () => get('x')
