// The module is evaluated once and stays warm: this is here for the next request, until the function starts afresh.
const MAX_NOTES = 100
const notes = new Map()
let nextId = 1

const problem = (statusCode, message) => ({ statusCode, body: { message } })

const list = () => ({ body: [...notes.values()] })

const create = (event) => {
  let text
  try {
    ;({ text } = JSON.parse(event.body ?? ''))
  } catch (error) {
    return problem(400, `the body is not JSON: ${error.message}`)
  }
  if (typeof text !== 'string' || text === '') return problem(400, '"text" has to be a string')
  if (notes.size >= MAX_NOTES) return problem(409, `there are ${MAX_NOTES} notes already`)
  const note = { id: nextId++, text }
  notes.set(note.id, note)
  return { statusCode: 201, headers: { Location: `/notes/${note.id}` }, body: note }
}

const read = (event, id) => {
  const note = notes.get(Number(id))
  return note ? { body: note } : problem(404, `there is no note ${id}`)
}

export const routes = [
  { path: /^\/notes$/, methods: { GET: list, POST: create } },
  { path: /^\/notes\/(\d{1,9})$/, methods: { GET: read } },
]
