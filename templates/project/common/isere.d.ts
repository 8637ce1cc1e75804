/**
 * What a function gets, what it gives, and the globals that it finds. Made by `isere new`; keep it beside the handler.
 * It declares what isère has and nothing else: compile with `"lib": ["ES2023"]`, without "DOM".
 */

/** A request. */
export interface Event {
  /** `GET`, `POST`, ... */
  method: string
  /** The path, percent-decoded. */
  path: string
  /** The path as it was sent. */
  rawPath: string
  /** Decoded; a key that occurs more than once has an array, one without `=` has `''`. */
  query: Record<string, string | string[]>
  /** The query as it was sent, without `?`. */
  rawQuery: string
  /** Lower-case names; repeated ones are joined. */
  headers: Record<string, string> & { 'set-cookie'?: string[] }
  /** Text, or base64 text when the body is not UTF-8; undefined when there is none. */
  body: string | undefined
  /** True when `body` is base64 text. */
  isBase64Encoded: boolean
}

export interface Context {
  functionName: string
  functionVersion: string
  /** Unique for each request; it is in the log and in error answers. */
  requestId: string
  memoryLimitInMB: number
  /** Until `function.timeout_ms` is over. */
  getRemainingTimeInMillis(): number
  /** `native` on a laptop, the board's name on a board. */
  board: string
}

export type HeaderValue = string | number | boolean

/** Sent as it is (text, bytes), or as JSON. */
export type Body = string | number | boolean | null | undefined | object

export interface Response {
  /** 200 to 599; the default is 200. */
  statusCode?: number
  headers?: Record<string, HeaderValue | HeaderValue[]>
  body?: Body
  /** True: `body` is base64 text and its bytes are sent. */
  isBase64Encoded?: boolean
}

export interface Done {
  (response: Response | Body): void
  (error: unknown, response: Response | Body): void
}

/** Anything that is no {@link Response} is itself the body. */
export type Handler = (
  event: Event,
  context: Context,
  done: Done,
) => Response | Body | void | Promise<Response | Body | void>

declare global {
  const console: Record<'error' | 'warn' | 'log' | 'info' | 'debug' | 'trace', (...values: unknown[]) => void>
  const process: { env: Record<string, string | undefined> }
  function setTimeout<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): number
  function setInterval<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): number
  function clearTimeout(id: number | undefined): void
  function clearInterval(id: number | undefined): void
  function queueMicrotask(callback: () => void): void
}

// What is imported as text.
declare module '*.html' { const text: string; export default text }
declare module '*.css' { const text: string; export default text }
declare module '*.txt' { const text: string; export default text }
