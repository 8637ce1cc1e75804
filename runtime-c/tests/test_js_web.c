/**
 * @file
 * Globals of the web platform: what they cost before they are named, entropy, and what the port cannot give.
 * tests/contract/web has what they do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
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

int main(void) {
  RUN(web_globals_take_no_heap_before_they_are_named);
  RUN(random_values_and_uuids_are_the_port_s_entropy);
  RUN(views_of_other_kinds_and_too_many_bytes_are_refused);
  RUN(performance_now_counts_from_the_context_s_beginning);
  RUN(a_trace_shows_the_function_s_own_lines_alone);
  RUN(an_app_is_served);
  return isere_test_finish();
}
