// What kind of thing the event is.
// SPDX-License-Identifier: Apache-2.0
export const handler = (event) => ({
  body: {
    keys: Object.keys(event).sort(),
    hasBody: 'body' in event && event.body !== undefined,
    typeOfBody: typeof event.body,
    base64: event.isBase64Encoded ?? null,
    proto: event.query.__proto__ === undefined || typeof event.query.__proto__,
    mutable: ((event.extra = 1), event.extra === 1),
  },
})
