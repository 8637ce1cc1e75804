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

/** Anything that is no {@link Response} is itself the body; what has a `statusCode` is meant as a response. */
export type Answer = Response | Exclude<Body, object> | (object & { statusCode?: never })

export interface Done {
  (answer: Answer): void
  (error: unknown, answer: Answer): void
}

export type Handler = (event: Event, context: Context, done: Done) => Answer | void | Promise<Answer | void>

/** What may be the default export of a module that has no handler. */
export interface App {
  fetch(
    request: Request,
    env: Record<string, string | undefined>,
    later: { waitUntil(promise: Promise<unknown>): void; context: Context },
  ): globalThis.Response | Promise<globalThis.Response>
}

declare global {
  const console: Record<'error' | 'warn' | 'log' | 'info' | 'debug' | 'trace', (...values: unknown[]) => void>
  const process: { env: Record<string, string | undefined> }
  function setTimeout<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): number
  function setInterval<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): number
  function clearTimeout(id: number | undefined): void
  function clearInterval(id: number | undefined): void
  function queueMicrotask(callback: () => void): void
  function atob(base64: string): string
  function btoa(binary: string): string
  function structuredClone<T>(value: T, options?: { transfer?: ArrayBuffer[] } | null): T
  const performance: { now(): number }
  const crypto: {
    getRandomValues<T extends Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array |
      Uint32Array | BigInt64Array | BigUint64Array>(array: T): T
    randomUUID(): string
  }
  class TextEncoder {
    readonly encoding: string
    encode(text?: string): Uint8Array
    encodeInto(text: string, target: Uint8Array): { read: number; written: number }
  }
  class TextDecoder {
    constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
    readonly encoding: string
    readonly fatal: boolean
    readonly ignoreBOM: boolean
    decode(input?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string
  }
  /** Fields of a request or a response. */
  class Headers {
    constructor(init?: Headers | Record<string, string> | Iterable<[string, string]>)
    append(name: string, value: string): void
    delete(name: string): void
    get(name: string): string | null
    getSetCookie(): string[]
    has(name: string): boolean
    set(name: string, value: string): void
    forEach(callback: (value: string, name: string, headers: Headers) => void): void
    entries(): IterableIterator<[string, string]>
    keys(): IterableIterator<string>
    values(): IterableIterator<string>
    [Symbol.iterator](): IterableIterator<[string, string]>
  }
  /** No stream: to be read once with for await, or to be the body of another. */
  interface MessageBody extends AsyncIterable<Uint8Array> {}
  type BodyInit = string | ArrayBuffer | ArrayBufferView | URLSearchParams | MessageBody
  interface Message {
    readonly headers: Headers
    readonly body: MessageBody | null
    readonly bodyUsed: boolean
    text(): Promise<string>
    json(): Promise<any>
    bytes(): Promise<Uint8Array>
    arrayBuffer(): Promise<ArrayBuffer>
  }
  interface Request extends Message {}
  class Request {
    constructor(input: string | URL | Request, init?: { method?: string; headers?: HeadersInit; body?: BodyInit | null })
    readonly method: string
    readonly url: string
    clone(): Request
  }
  type HeadersInit = Headers | Record<string, string> | Iterable<[string, string]>
  interface ResponseInit {
    status?: number
    statusText?: string
    headers?: HeadersInit
  }
  interface Response extends Message {}
  class Response {
    constructor(body?: BodyInit | null, init?: ResponseInit)
    static json(data: unknown, init?: ResponseInit): Response
    static redirect(url: string | URL, status?: number): Response
    readonly status: number
    readonly statusText: string
    readonly ok: boolean
    clone(): Response
  }
  class URLSearchParams {
    constructor(init?: string | Record<string, string> | Iterable<[string, string]>)
    readonly size: number
    append(name: string, value: string): void
    delete(name: string, value?: string): void
    get(name: string): string | null
    getAll(name: string): string[]
    has(name: string, value?: string): boolean
    set(name: string, value: string): void
    sort(): void
    forEach(callback: (value: string, name: string, params: URLSearchParams) => void): void
    entries(): IterableIterator<[string, string]>
    keys(): IterableIterator<string>
    values(): IterableIterator<string>
    [Symbol.iterator](): IterableIterator<[string, string]>
    toString(): string
  }
  class URL {
    constructor(url: string | URL, base?: string | URL)
    static canParse(url: string | URL, base?: string | URL): boolean
    static parse(url: string | URL, base?: string | URL): URL | null
    href: string
    readonly origin: string
    protocol: string
    username: string
    password: string
    host: string
    hostname: string
    port: string
    pathname: string
    search: string
    readonly searchParams: URLSearchParams
    hash: string
    toString(): string
    toJSON(): string
  }
}
