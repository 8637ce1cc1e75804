const busy = () => {
  for (;;);
}
export const handler = async () => busy()
