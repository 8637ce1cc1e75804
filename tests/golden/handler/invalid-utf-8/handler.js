export const handler = () => "ÿþ"
