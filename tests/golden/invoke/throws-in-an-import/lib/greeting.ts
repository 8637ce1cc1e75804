export interface User {
  name?: { first: string }
}

// Types are gone from the bundle, so its lines are others than these.
export function greeting(user: User): string {
  return ['hello', '😀'].map((word) => word + ' ' + user.name!.first).join()
}
