// A list of notes with routes, a query, JSON bodies and the answers that a client deserves when it is wrong.
//
//   ./isere run examples/json-api
//   curl http://127.0.0.1:8080/notes -d '{"text":"buy milk"}'
//   curl 'http://127.0.0.1:8080/notes?contains=milk'
//
// SPDX-License-Identifier: Apache-2.0

const MAX_NOTES = 100
const MAX_TEXT_LENGTH = 200

// The module is evaluated once and stays warm, so this is here for the next request, until the runtime restarts.
const notes = new Map()
let nextId = 1

const problem = (statusCode, message) => ({ statusCode, body: { message } })

/** Reads a note from a request's body, or says what is wrong with it. */
const parseNote = (event) => {
  if (event.body === undefined || event.isBase64Encoded) return { error: 'a JSON body is expected' }
  let note
  try {
    note = JSON.parse(event.body)
  } catch (error) {
    return { error: `the body is not JSON: ${error.message}` }
  }
  const text = note?.text
  if (typeof text !== 'string' || text.length === 0 || text.length > MAX_TEXT_LENGTH) {
    return { error: `"text" has to be a string of 1 to ${MAX_TEXT_LENGTH} characters` }
  }
  return { text }
}

const list = (event) => {
  const wanted = [event.query.contains ?? []].flat()
  const found = [...notes.values()].filter((note) => wanted.every((part) => note.text.includes(part)))
  return { body: found }
}

const create = (event) => {
  if (notes.size >= MAX_NOTES) return problem(409, `there are ${MAX_NOTES} notes already`)
  const { text, error } = parseNote(event)
  if (error) return problem(400, error)
  const note = { id: nextId++, text }
  notes.set(note.id, note)
  return { statusCode: 201, headers: { Location: `/notes/${note.id}` }, body: note }
}

const read = (event, id) => (notes.has(id) ? { body: notes.get(id) } : problem(404, `there is no note ${id}`))

const remove = (event, id) => (notes.delete(id) ? { statusCode: 204 } : problem(404, `there is no note ${id}`))

const routes = [
  { path: /^\/notes$/, methods: { GET: list, POST: create } },
  { path: /^\/notes\/(\d{1,9})$/, methods: { GET: read, DELETE: remove } },
]

export const handler = async (event) => {
  for (const { path, methods } of routes) {
    const match = path.exec(event.path)
    if (!match) continue
    const method = Object.hasOwn(methods, event.method) ? methods[event.method] : undefined
    if (method) return method(event, Number(match[1]))
    const allowed = Object.keys(methods).join(', ')
    return { ...problem(405, `${event.path} takes ${allowed}`), headers: { Allow: allowed } }
  }
  return problem(404, `there is no ${event.path}`)
}
