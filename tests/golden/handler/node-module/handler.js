import fs from 'node:fs'
export const handler = () => fs
