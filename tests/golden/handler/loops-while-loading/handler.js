for (;;);
export const handler = () => 1
