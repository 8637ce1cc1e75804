/**
 * @file
 * Globals of the web platform: what they cost before they are named, entropy, and what the port cannot give.
 * tests/contract/web has what they do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "isere_test.h"
#include "js/internal.h"
#include "js_harness.h"

/** All of them together: the lazy ones and two objects are names and places in a table. */
static void web_globals_take_no_heap_before_they_are_named(void) {
  js_start();
  CHECK_INT(
      js_handler(
          "(event) => event.path === '/named' && new globalThis.URL('http://a/') && globalThis.structuredClone(1)"),
      0);
  CHECK_INT(js_get("/"), 0);
  size_t before = isere_js_memory(js).used;
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(isere_js_memory(js).used, before);
  for (int part = 0; part < ISERE__JS_WEB_PARTS; part++)
    CHECK(!JS_IsObject(js->web_parts[part]));
  CHECK_INT(js_get("/named"), 0);
  CHECK_STR(answer.body, "1");
  int loaded = 0;
  for (int part = 0; part < ISERE__JS_WEB_PARTS; part++)
    loaded += JS_IsObject(js->web_parts[part]);
  CHECK_INT(loaded, 2);
  CHECK(js_finish());
}

/** The fake port's entropy is 11, 48, 85 and so on. */
static void random_values_and_uuids_are_the_port_s_entropy(void) {
  js_start();
  CHECK_INT(js_handler("() => { const a = new Uint8Array(4), b = new Uint16Array(a.buffer, 2, 1);"
                       "  return [crypto.getRandomValues(b) === b, [...a], crypto.randomUUID()] }"),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "[true,[0,0,11,48],\"0b30557a-9fc4-490e-b358-7da2c7ec1136\"]");
  CHECK(js_finish());
}

static void views_of_other_kinds_and_too_many_bytes_are_refused(void) {
  js_start();
  CHECK_INT(
      js_handler("() => [new Float32Array(1), new DataView(new ArrayBuffer(1)), new ArrayBuffer(1), [], 1, undefined,"
                 "  new Uint8Array(65537)].map((v) => { try { crypto.getRandomValues(v); return 0 }"
                 "  catch (e) { return e.name } })"),
      0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body,
            "[\"TypeError\",\"TypeError\",\"TypeError\",\"TypeError\",\"TypeError\",\"TypeError\",\"RangeError\"]");
  CHECK(js_finish());
}

static void performance_now_counts_from_the_context_s_beginning(void) {
  js_start();
  CHECK_INT(js_handler("() => String(performance.now())"), 0);
  fake_port_clock_us += 1500;
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "1.5");
  CHECK(js_finish());
}

/** An error in the JavaScript of web_url.js has the person's own line at the top that has a place. */
static void a_trace_shows_the_function_s_own_lines_alone(void) {
  js_start();
  CHECK_INT(js_handler("() => new URL('no url')"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(answer.status, 500);
  CHECK(logged("TypeError: Invalid URL: no url"));
  CHECK(logged("handler.js:1:"));
  CHECK(!logged("isere:"));
  CHECK(js_finish());
}

/** A default export with fetch: its object is kept, and what it returns is held to be a Response. */
static void an_app_is_served(void) {
  js_start();
  CHECK_INT(
      js_load("export default { n: 0, async fetch(r) { return new Response(`${r.method} ${r.url} ${++this.n}`) } }"),
      0);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(js_get("/a?b"), 0);
    CHECK_INT(answer.status, 200);
  }
  CHECK_STR(answer.body, "GET http://localhost/a?b 3");
  CHECK_INT(js_load("export default class { static fetch() { return 7 } }"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(answer.status, 500);
  CHECK(logged("fetch has to return a Response; it returned 7"));
  CHECK(js_load("export default { fetch: 1 }") < 0);
  CHECK(logged("its default export has no method fetch(request)"));
  CHECK(js_load("export default { get fetch() { throw new Error('own') } }") < 0);
  CHECK(logged("Error: own"));
  CHECK(js_finish());
}

/* --- globals that cannot be made yet ------------------------------------------------------------------------- */

/** At the end of the stack naming one throws; later there is room for it. */
static void a_global_that_could_not_be_made_is_made_later(void) {
  js_start();
  CHECK_INT(js_handler("() => { let failed = 0;"
                       "  const make = () => { try { URL; TextEncoder; structuredClone; Headers } catch { failed++ } };"
                       "  const dive = () => { try { dive() } catch { make() } };"
                       "  dive(); make();"
                       "  return [failed > 0, new URL('http://a/b').pathname, new TextEncoder().encode('a').length,"
                       "    structuredClone([1]), typeof Headers] }"),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "[true,\"/b\",1,[1],\"function\"]");
  CHECK(js_finish());
}

/** The JavaScript that makes a global names others, and a function may have put getters in their place. */
static void a_getter_may_change_globals_while_one_is_made(void) {
  js_start();
  CHECK_INT(js_handler("() => { const { Symbol } = globalThis; let calls = 0;"
                       "  const during = (run) => Object.defineProperty(globalThis, 'Symbol', { configurable: true,"
                       "    get() { if (calls++ === 0) run(); return Symbol } });"
                       "  during(() => { for (let i = 0; i < 200; i++) globalThis['own' + i] = i });"
                       "  const seen = [new URL('http://a/b').pathname, own199];"
                       "  calls = 0; during(() => { globalThis.TextEncoder = 7 });"
                       "  seen.push(TextEncoder, typeof TextDecoder);"
                       "  calls = 0; during(() => { delete globalThis.Headers });"
                       "  seen.push(typeof Headers, typeof Response);"
                       "  return seen }"),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "[\"/b\",199,7,\"function\",\"undefined\",\"function\"]");
  CHECK_INT(js_handler("() => { const { Symbol } = globalThis; let calls = 0, first;"
                       "  Object.defineProperty(globalThis, 'Symbol', { get() { if (calls++ === 0) first = URL;"
                       "    return Symbol } });"
                       "  return [URL === first, new URL('http://a/b').searchParams instanceof URLSearchParams] }"),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "[true,true]");
  CHECK(js_finish());
}

/** While they are added the engine's global object is another one. */
static void no_getter_runs_while_typed_arrays_are_added(void) {
  js_start();
  CHECK_INT(
      js_handler("() => { let calls = 0;"
                 "  Object.defineProperty(Array.prototype, 'toString', { get() { calls++; throw new Error('own') } });"
                 "  return [Uint8Array.of(1, 2).toString(), calls] }"),
      0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "[\"1,2\",0]");
  CHECK_INT(js_handler("() => Uint8Array.prototype.toString === Array.prototype.toString"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "true");
  CHECK(js_finish());
}

/* --- structuredClone ----------------------------------------------------------------------------------------- */

/** Symbol.toStringTag, constructor and getters that stand before those of a prototype say nothing. */
static void a_clone_asks_no_object_what_it_is(void) {
  js_start();
  CHECK_INT(
      js_handler(
          "() => { const put = (o, key, get) => Object.defineProperty(o, key, { get, configurable: true });"
          "  const no = () => { throw new Error('asked') };"
          "  const bytes = new Uint8Array([1, 2, 3]).subarray(1), view = new DataView(new ArrayBuffer(4), 1, 2);"
          "  for (const o of [bytes, view]) for (const key of ['buffer', 'length', 'byteLength', 'byteOffset',"
          "    'constructor', Symbol.toStringTag]) put(o, key, no);"
          "  const pattern = /a/gi; for (const key of ['source', 'flags', 'constructor']) put(pattern, key, no);"
          "  const pretender = { a: 1, [Symbol.toStringTag]: 'Map' };"
          "  const named = put(new Map([[1, 2]]), Symbol.toStringTag, no);"
          "  const refused = (v) => { try { structuredClone(v); return 'cloned' } catch (e) { return e.name } };"
          "  class Point { x = 1; get y() { return 2 } }"
          "  return [[...structuredClone(bytes)], structuredClone(view).byteLength, String(structuredClone(pattern)),"
          "    structuredClone(pretender), structuredClone(named).get(1), structuredClone(new Point()),"
          "    [new Proxy({}, {}), new Proxy([], {}), Promise.resolve(), new WeakMap(), Object(Symbol()),"
          "      new URL('http://a/'), (function* () {})()].map(refused).join()] }"),
      0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body,
            "[[2,3],2,\"/a/gi\",{\"a\":1},2,{\"x\":1},\"DataCloneError,DataCloneError,DataCloneError,"
            "DataCloneError,DataCloneError,DataCloneError,DataCloneError\"]");
  CHECK(js_finish());
}

/** A getter is read once, in its place; one that it deletes is not read any more. */
static void own_getters_are_read_by_a_clone(void) {
  js_start();
  CHECK_INT(
      js_handler("() => { const said = []; const o = { get a() { said.push('a'); delete this.b; this.d = 4;"
                 "    return { deep: said } }, b: 2, get c() { said.push('c'); return 3 } };"
                 "  const list = [1]; Object.defineProperty(list, 1, { get: () => 5, enumerable: true });"
                 "  const error = new TypeError('m'); Object.defineProperty(error, 'message', { get: () => 'no' });"
                 "  const copy = structuredClone(error);"
                 "  return [structuredClone(o), said, structuredClone(list), copy.name, copy.message,"
                 "    copy instanceof TypeError] }"),
      0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "[{\"a\":{\"deep\":[\"a\"]},\"c\":3},[\"a\",\"c\"],[1,5],\"TypeError\",\"\",true]");
  CHECK(js_finish());
}

/** What is transferred is emptied when all has been cloned, not before; nothing asked for is left out in silence. */
static void a_clone_transfers_buffers_and_refuses_to_transfer_the_rest(void) {
  js_start();
  CHECK_INT(
      js_handler(
          "() => { const a = new Uint8Array([1, 2]).buffer, b = new ArrayBuffer(3), kept = new ArrayBuffer(4);"
          "  const copy = structuredClone({ view: new Uint8Array(a, 1), a }, { transfer: [a, b] });"
          "  const refused = (v, o) => { try { structuredClone(v, o); return 'cloned' } catch (e) { return e.name } };"
          "  return [[...copy.view], copy.view.buffer === copy.a, a.detached, b.detached,"
          "    refused(0, { transfer: [kept, kept] }), refused(0, { transfer: [{}] }), refused(0, { transfer: [a] }),"
          "    refused(a), refused(() => 0, { transfer: [kept] }), kept.detached,"
          "    refused(0, { transfer: [5] }), refused(0, { transfer: 5 }), refused(0, 5), refused(0, null),"
          "    refused(0, { transfer: [] })] }"),
      0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body,
            "[[2],true,true,true,\"DataCloneError\",\"DataCloneError\",\"DataCloneError\","
            "\"DataCloneError\",\"DataCloneError\",false,"
            "\"TypeError\",\"TypeError\",\"TypeError\",\"cloned\",\"cloned\"]");
  CHECK(js_finish());
}

/** How often the engine asks whether to go on while a list of objects is cloned: once in some 1,000 steps. */
static int64_t steps_of_a_clone(const char *count) {
  fake_port_tick_us = 1;
  int64_t before = fake_port_clock_us;
  int code = js_post(count, strlen(count));
  fake_port_tick_us = 0;
  return code == 0 && strcmp(answer.body, "[true,true,true]") == 0 ? fake_port_clock_us - before : -1;
}

/** What a native search looks at are no steps, so the function counts that itself. */
static void a_clone_of_four_times_the_objects_takes_four_times_the_steps(void) {
  js_start()->js_heap_bytes = 32 * 1024 * 1024;
  CHECK_INT(
      js_handler("(event) => { const n = Number(event.body ?? 1), list = Array.from({ length: n }, (_, i) => ({ i }));"
                 "  let looked = 0; for (const name of ['indexOf', 'includes', 'lastIndexOf']) {"
                 "    const search = Array.prototype[name];"
                 "    Array.prototype[name] = function (value) { looked += this.length;"
                 "      return search.call(this, value) } }"
                 "  list.push(list[n - 1]); const copy = structuredClone(list);"
                 "  return [copy[n] === copy[n - 1], copy[n].i === n - 1, looked < n] }"),
      0);
  CHECK_INT(js_post("500", 3), 0);
  int64_t few = steps_of_a_clone("4000");
  int64_t many = steps_of_a_clone("16000");
  CHECK(few > 20);
  CHECK(many > few && many < few * 6);
  CHECK(js_finish());
}

int main(void) {
  RUN(web_globals_take_no_heap_before_they_are_named);
  RUN(random_values_and_uuids_are_the_port_s_entropy);
  RUN(views_of_other_kinds_and_too_many_bytes_are_refused);
  RUN(performance_now_counts_from_the_context_s_beginning);
  RUN(a_trace_shows_the_function_s_own_lines_alone);
  RUN(an_app_is_served);
  RUN(a_global_that_could_not_be_made_is_made_later);
  RUN(a_getter_may_change_globals_while_one_is_made);
  RUN(no_getter_runs_while_typed_arrays_are_added);
  RUN(a_clone_asks_no_object_what_it_is);
  RUN(own_getters_are_read_by_a_clone);
  RUN(a_clone_transfers_buffers_and_refuses_to_transfer_the_rest);
  RUN(a_clone_of_four_times_the_objects_takes_four_times_the_steps);
  return isere_test_finish();
}
