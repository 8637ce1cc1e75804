const place = window.location
export const handler = () => place
