throw new Error("not today"); export const handler = () => {}
