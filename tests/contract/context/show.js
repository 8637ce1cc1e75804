// Shows the context.
// SPDX-License-Identifier: Apache-2.0
export const handler = (event, context) => {
  switch (event.path) {
    case '/remaining':
      return { body: { ms: context.getRemainingTimeInMillis() } }
    case '/later':
      return new Promise((resolve) => {
        const before = context.getRemainingTimeInMillis()
        setTimeout(() => resolve({ body: { less: context.getRemainingTimeInMillis() < before - 30 } }), 50)
      })
    case '/id':
      return context.requestId
    default:
      return { body: { name: context.functionName, version: context.functionVersion, board: context.board, mb: context.memoryLimitInMB } }
  }
}
