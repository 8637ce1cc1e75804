await Promise.reject(new Error('no settings'))
export const handler = () => 1
