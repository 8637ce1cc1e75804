/**
 * @file
 * What a handler returns becomes a response, or a 500 with its reason in the log. The input is JSON in which
 * {"$": KIND, ...} stands for a value that JSON does not have (see the handler below).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "fuzz.h"
#include "js_harness.h"

static const char source[] =
    "const odd = {\n"
    "  undefined: () => undefined, nan: () => NaN, bigint: (v) => BigInt(v.n | 0), symbol: () => Symbol('s'),\n"
    "  function: () => () => 1, date: (v) => new Date(v.n), regexp: () => /x/, map: () => new Map([[1, 2]]),\n"
    "  bytes: (v) => new Uint8Array((v.n >>> 0) % 70000), words: (v) => new Uint16Array((v.n >>> 0) % 300),\n"
    "  buffer: (v) => new ArrayBuffer((v.n >>> 0) % 70000), view: () => new DataView(new ArrayBuffer(8), 2, 4),\n"
    "  growable: (v) => new Uint8Array(new ArrayBuffer(8, { maxByteLength: 64 }), (v.n >>> 0) % 9),\n"
    "  shared: () => new Uint8Array(new SharedArrayBuffer(8)),\n"
    "  text: (v) => String(v.of).repeat((v.n >>> 0) % 5000), lone: () => '\\ud800x', wide: () => "
    "'h\\u00e9\\ud83d\\ude00',\n"
    "  proxy: (v) => new Proxy(Object(make(v.of)), {}), revoked: () => { const p = Proxy.revocable({}, {}); p.revoke();"
    " return p.proxy },\n"
    "  getter: (v) => Object.defineProperty({}, v.of, { get() { throw new Error('no') }, enumerable: true }),\n"
    "  json: (v) => ({ toJSON: () => make(v.of) }), thenable: (v) => ({ then: (f) => f(make(v.of)) }),\n"
    "  promise: (v) => Promise.resolve(make(v.of)), reject: (v) => Promise.reject(make(v.of)),\n"
    "  throw: (v) => { throw make(v.of) }, cyclic: () => { const o = { body: {} }; o.body.o = o; return o },\n"
    "  bare: (v) => Object.assign(Object.create(null), make(v.of)), error: (v) => new TypeError(String(v.of)),\n"
    "  boxed: (v) => Object(make(v.of)), class: (v) => Object.assign(new (class X {})(), make(v.of)),\n"
    "  hole: () => [, 1, , 2], args: function () { return arguments }, global: () => globalThis }\n"
    "const make = (v) => {\n"
    "  if (v === null || typeof v !== 'object') return v\n"
    "  if (Array.isArray(v)) return v.map(make)\n"
    "  if (Object.hasOwn(odd, v.$)) return odd[v.$](v)\n"
    "  return Object.fromEntries(Object.entries(v).map(([k, e]) => [k, make(e)]))\n"
    "}\n"
    "export const handler = (event) => make(JSON.parse(event.body))\n";

/** No header of an answer may end its line early. */
static bool headers_are_clean(void) {
  for (const char *at = answer.headers; *at != '\0'; at++) {
    if (*at == '\r' || ((unsigned char)*at < 0x20 && *at != '\n' && *at != '\t')) return false;
  }
  for (const char *line = answer.headers; *line != '\0'; line = strchr(line, '\n') + 1) {
    const char *end = strchr(line, '\n');
    if (end == NULL) return true; /* cut by the harness */
    const char *colon = memchr(line, ':', (size_t)(end - line));
    if (colon == NULL || colon == line) return false;
  }
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (js == NULL) {
    js_start()->function_timeout_ms = 1000;
    FUZZ_CHECK(js_load(source) == 0);
  }
  fake_port_clear_log();
  int result = js_post(data, size);
  if (result == 0) result = isere_js_broken(js);
  if (result != 0) {
    FUZZ_CHECK(result == ISERE_ENOMEM || result == ISERE_ETIMEOUT);
    FUZZ_CHECK(js_load(source) == 0);
    return 0;
  }
  FUZZ_CHECK(answer.count == 1);
  FUZZ_CHECK(answer.status >= 200 && answer.status <= 599);
  FUZZ_CHECK(!answer.failed || fake_port_log()[0] != '\0');
  FUZZ_CHECK(headers_are_clean());
  return 0;
}
