/**
 * @file
 * What a handler gets: event and context, as the contract has them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere_test.h"
#include "js_harness.h"

/** Loads a handler that answers with the JSON of an expression, so that a test can ask about many requests. */
static void show(const char *expression) {
  static char source[4096];
  (void)snprintf(source, sizeof(source),
                 "export const handler = (event, context) => ({ body: JSON.stringify(%s) ?? 'undefined' })",
                 expression);
  if (js_load(source) < 0) printf("%s", fake_port_log());
}

static const char *shown_for(const char *target) {
  return js_get(target) < 0 ? "error" : answer.body;
}

static const char *shown_for_headers(const isere_header_t *headers, size_t count) {
  const isere_request_t request = {.method = ISERE_STR("GET"),
                                   .raw_path = ISERE_STR("/"),
                                   .raw_query = {"", 0},
                                   .headers = headers,
                                   .header_count = count};
  return js_call(&request) < 0 ? "error" : answer.body;
}

static void event_has_its_fields_in_a_fixed_order(void) {
  js_start();
  show(
      "[Object.keys(event), Object.values(Object.getOwnPropertyDescriptors(event)).every(d => d.writable && "
      "d.enumerable "
      "&& d.configurable && 'value' in d)]");
  CHECK_STR(shown_for("/"),
            "[[\"method\",\"path\",\"rawPath\",\"query\",\"rawQuery\",\"headers\",\"body\",\"isBase64Encoded\"],true]");
  CHECK(js_finish());
}

/** The objects of all requests share their shapes (JS_NewObjectLike); what a handler does to its own stays there. */
static void changing_an_event_changes_no_other(void) {
  js_start();
  CHECK_INT(
      js_load(
          "export const handler = (event, context) => { const seen = JSON.stringify([Object.keys(event),"
          "  event.headers, event.query, Object.keys(context)]);"
          "  for (const o of [event, event.headers, event.query, context]) { o.added = 1; delete o.method; delete o.a;"
          "    delete o.board; Object.defineProperty(o, 'b', { get() { return 2 } });"
          "    if (Object.isExtensible(o)) Object.setPrototypeOf(o, Array.prototype) }"
          "  event.headers = null; Object.freeze(event); return seen }"),
      0);
  const isere_header_t headers[] = {{ISERE_STR("A"), ISERE_STR("1")}, {ISERE_STR("c"), ISERE_STR("2")}};
  static char first[1024];
  for (int i = 0; i < 5; i++) {
    const char *seen = shown_for_headers(headers, 2);
    if (i == 0) (void)snprintf(first, sizeof(first), "%.1000s", seen);
    CHECK_STR(seen, first);
  }
  CHECK(strstr(first, "{\"a\":\"1\",\"c\":\"2\"},{}") != NULL);
  CHECK(js_finish());
}

/** Names in another order, other names, the same name twice: each request has its own. */
static void headers_of_one_request_are_not_those_of_another(void) {
  js_start();
  show("event.headers");
  const isere_header_t a = {ISERE_STR("A"), ISERE_STR("1")};
  const isere_header_t b = {ISERE_STR("b"), ISERE_STR("2")};
  const isere_header_t cookies = {ISERE_STR("Set-Cookie"), ISERE_STR("s")};
  const isere_header_t one = {ISERE_STR("1"), ISERE_STR("one")};
  const isere_header_t ab[] = {a, b}, ba[] = {b, a}, aa[] = {a, a}, ac[] = {a, cookies}, b1[] = {b, one};
  for (int i = 0; i < 3; i++) {
    CHECK_STR(shown_for_headers(ab, 2), "{\"a\":\"1\",\"b\":\"2\"}");
    CHECK_STR(shown_for_headers(ab, 2), "{\"a\":\"1\",\"b\":\"2\"}");
    CHECK_STR(shown_for_headers(ba, 2), "{\"b\":\"2\",\"a\":\"1\"}");
    CHECK_STR(shown_for_headers(aa, 2), "{\"a\":\"1, 1\"}");
    CHECK_STR(shown_for_headers(aa, 2), "{\"a\":\"1, 1\"}");
    CHECK_STR(shown_for_headers(ab, 1), "{\"a\":\"1\"}");
    CHECK_STR(shown_for_headers(ac, 2), "{\"a\":\"1\",\"set-cookie\":[\"s\"]}");
    CHECK_STR(shown_for_headers(ac, 2), "{\"a\":\"1\",\"set-cookie\":[\"s\"]}");
    CHECK_STR(shown_for_headers(b1, 2), "{\"1\":\"one\",\"b\":\"2\"}");
    CHECK_STR(shown_for_headers(b1, 2), "{\"1\":\"one\",\"b\":\"2\"}");
    CHECK_STR(shown_for_headers(NULL, 0), "{}");
  }
  CHECK(js_finish());
}

static void method_is_as_sent(void) {
  js_start();
  show("event.method");
  static const char *const methods[] = {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "PROPFIND", "G"};
  for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
    isere_request_t request = {.method = {methods[i], strlen(methods[i])}, .raw_path = ISERE_STR("/")};
    request.raw_query = ISERE_STR("");
    CHECK_INT(js_call(&request), 0);
    char expected[32];
    (void)snprintf(expected, sizeof(expected), "\"%s\"", methods[i]);
    CHECK_STR(answer.body, expected);
  }
  CHECK(js_finish());
}

static void path_is_decoded_and_raw_path_is_not(void) {
  js_start();
  show("[event.path, event.rawPath]");
  CHECK_STR(shown_for("/a/b"), "[\"/a/b\",\"/a/b\"]");
  CHECK_STR(shown_for("/a%20b+c"), "[\"/a b+c\",\"/a%20b+c\"]");
  CHECK_STR(shown_for("/%C3%BC%e2%82%ac"), "[\"/\xC3\xBC\xE2\x82\xAC\",\"/%C3%BC%e2%82%ac\"]");
  CHECK_STR(shown_for("/%2F%00x"), "[\"//\\u0000x\",\"/%2F%00x\"]");
  CHECK_STR(shown_for("/100%"), "[\"/100%\",\"/100%\"]");
  CHECK_STR(shown_for("/%zz%4"), "[\"/%zz%4\",\"/%zz%4\"]");
  CHECK_STR(shown_for("*"), "[\"*\",\"*\"]");
  CHECK(js_finish());
}

#define FFFD "\xEF\xBF\xBD"

static void bytes_that_are_not_utf8_become_fffd(void) {
  js_start();
  show("event.path");
  CHECK_STR(shown_for("/%80a"), "\"/" FFFD "a\"");
  CHECK_STR(shown_for("/%C3"), "\"/" FFFD "\"");
  CHECK_STR(shown_for("/%ED%A0%80"), "\"/" FFFD FFFD FFFD "\"");
  CHECK_STR(shown_for("/%C0%AF"), "\"/" FFFD FFFD "\"");
  CHECK_STR(shown_for("/%F0%9F%98x"), "\"/" FFFD "x\"");
  CHECK_STR(shown_for("/%F0%9F%98%80"), "\"/\xF0\x9F\x98\x80\"");
  CHECK_STR(shown_for("/%F4%90%80%80"), "\"/" FFFD FFFD FFFD FFFD "\"");
  CHECK(js_finish());
}

static void long_paths_are_decoded_too(void) {
  js_start();
  show("[event.path.length, event.path.at(-1)]");
  static char target[3002] = "/";
  for (int i = 0; i < 1000; i++)
    memcpy(target + 1 + 3 * i, "%41", 4);
  CHECK_STR(shown_for(target), "[1001,\"A\"]");
  CHECK(js_finish());
}

static void query_is_decoded(void) {
  js_start();
  show("[event.query, event.rawQuery]");
  CHECK_STR(shown_for("/"), "[{},\"\"]");
  CHECK_STR(shown_for("/?"), "[{},\"\"]");
  CHECK_STR(shown_for("/?a=1&b=2"), "[{\"a\":\"1\",\"b\":\"2\"},\"a=1&b=2\"]");
  CHECK_STR(shown_for("/?a=1+2%2B3&%61=x"), "[{\"a\":[\"1 2+3\",\"x\"]},\"a=1+2%2B3&%61=x\"]");
  CHECK_STR(shown_for("/?a=1&a=2&a=3"), "[{\"a\":[\"1\",\"2\",\"3\"]},\"a=1&a=2&a=3\"]");
  CHECK_STR(shown_for("/?a&b=&=c&&a=b=c"), "[{\"a\":[\"\",\"b=c\"],\"b\":\"\",\"\":\"c\"},\"a&b=&=c&&a=b=c\"]");
  CHECK_STR(shown_for("/?%80=%C3"), "[{\"" FFFD "\":\"" FFFD "\"},\"%80=%C3\"]");
  CHECK_STR(shown_for("/?1=a&0=b&1=c"), "[{\"0\":\"b\",\"1\":[\"a\",\"c\"]},\"1=a&0=b&1=c\"]");
  CHECK(js_finish());
}

static void query_and_headers_have_only_the_clients_names(void) {
  js_start();
  show(
      "[event.query.constructor, event.query.toString, event.headers.hasOwnProperty, "
      "Object.getPrototypeOf(event.query), "
      "({}).polluted, event.query.__proto__]");
  CHECK_STR(shown_for("/"), "[null,null,null,null,null,null]");
  CHECK_STR(shown_for("/?__proto__=x&constructor=y&polluted=1"), "[\"y\",null,null,null,null,\"x\"]");
  const isere_header_t headers[] = {{ISERE_STR("__proto__"), ISERE_STR("x")},
                                    {ISERE_STR("constructor"), ISERE_STR("y")}};
  show("[event.headers, Object.getPrototypeOf(event.headers), ({}).x]");
  CHECK_STR(shown_for_headers(headers, 2), "[{\"__proto__\":\"x\",\"constructor\":\"y\"},null,null]");
  CHECK(js_finish());
}

static void header_names_are_lower_case_and_repeated_ones_joined(void) {
  js_start();
  show("event.headers");
  const isere_header_t headers[] = {
      {ISERE_STR("Host"), ISERE_STR("h")},        {ISERE_STR("ACCEPT"), ISERE_STR("a")},
      {ISERE_STR("Set-Cookie"), ISERE_STR("s1")}, {ISERE_STR("accept"), ISERE_STR("b")},
      {ISERE_STR("Cookie"), ISERE_STR("x=1")},    {ISERE_STR("set-cookie"), ISERE_STR("s2")},
      {ISERE_STR("cookie"), ISERE_STR("y=2")},    {ISERE_STR("Accept"), ISERE_STR("")},
      {ISERE_STR("X-Empty"), ISERE_STR("")},
  };
  CHECK_STR(shown_for_headers(headers, 9),
            "{\"host\":\"h\",\"accept\":\"a, b, \",\"set-cookie\":[\"s1\",\"s2\"],"
            "\"cookie\":\"x=1; y=2\",\"x-empty\":\"\"}");
  CHECK_STR(shown_for_headers(headers + 2, 1), "{\"set-cookie\":[\"s1\"]}");
  CHECK(js_finish());
}

static void many_headers_and_long_names_are_taken(void) {
  js_start();
  show("[Object.keys(event.headers).length, event.headers['h-199'], event.headers['x-' + 'a'.repeat(98)]]");
  static isere_header_t headers[201];
  static char names[200][8];
  for (int i = 0; i < 200; i++) {
    int len = snprintf(names[i], sizeof(names[i]), "H-%d", i);
    headers[i] = (isere_header_t){{names[i], (size_t)len}, {names[i], (size_t)len}};
  }
  char long_name[101] = "X-";
  memset(long_name + 2, 'A', 98);
  headers[200] = (isere_header_t){{long_name, 100}, ISERE_STR("long")};
  CHECK_STR(shown_for_headers(headers, 201), "[201,\"H-199\",\"long\"]");
  CHECK_STR(shown_for_headers(headers, 201), "[201,\"H-199\",\"long\"]");
  CHECK(js_finish());
}

static void header_bytes_that_are_not_utf8_become_fffd(void) {
  js_start();
  show("event.headers.a");
  const isere_header_t headers[] = {{ISERE_STR("A"), ISERE_STR("caf\xE9 \xC3\xA9")}};
  CHECK_STR(shown_for_headers(headers, 1), "\"caf" FFFD " \xC3\xA9\"");
  CHECK(js_finish());
}

static void body_is_text_base64_or_undefined(void) {
  js_start();
  show("[typeof event.body, event.body, event.isBase64Encoded, 'body' in event]");
  CHECK_STR(shown_for("/"), "[\"undefined\",null,false,true]");
  CHECK_INT(js_post("h\xC3\xBC", 3), 0);
  CHECK_STR(answer.body, "[\"string\",\"h\xC3\xBC\",false,true]");
  CHECK_INT(js_post("a\0b", 3), 0);
  CHECK_STR(answer.body, "[\"string\",\"a\\u0000b\",false,true]");
  CHECK_INT(js_post("\xFF\xFE\x00", 3), 0);
  CHECK_STR(answer.body, "[\"string\",\"//4A\",true,true]");
  CHECK_INT(js_post("\xED\xA0\x80", 3), 0);
  CHECK_STR(answer.body, "[\"string\",\"7aCA\",true,true]");
  CHECK(js_finish());
}

static void context_tells_name_version_and_time(void) {
  js_start()->js_heap_bytes = 8 * 1024 * 1024;
  show(
      "[Object.keys(context), context.functionName, context.functionVersion, context.requestId, "
      "context.memoryLimitInMB, "
      "context.board, context.getRemainingTimeInMillis()]");
  CHECK_STR(shown_for("/"),
            "[[\"functionName\",\"functionVersion\",\"requestId\",\"memoryLimitInMB\",\"board\"],"
            "\"hello\",\"1.2.3\",\"7a55300b-00000001\",8,\"native\",10000]");
  CHECK_STR(answer.request_id, "7a55300b-00000001");
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.request_id, "7a55300b-00000002");
  CHECK(js_finish());
}

static void remaining_time_counts_down_and_ends_at_zero(void) {
  js_start();
  CHECK_INT(
      js_load("let kept; export const handler = async (event, context) => {"
              "  const before = context.getRemainingTimeInMillis(); const last = kept?.getRemainingTimeInMillis();"
              "  kept = context; await new Promise(r => setTimeout(r, 250));"
              "  return { body: [before, context.getRemainingTimeInMillis(), last] } }"),
      0);
  CHECK_INT(js_get("/"), 0);
  js_run();
  CHECK_STR(answer.body, "[10000,9750,null]");
  CHECK_INT(js_get("/"), 0);
  js_run();
  CHECK_STR(answer.body, "[10000,9750,0]");
  CHECK_STR(js_answer_of("(() => { try { context.getRemainingTimeInMillis.call({}) } catch (e) { return e.name } })()"),
            "200 TypeError");
  CHECK(js_finish());
}

static void timeout_of_the_image_wins(void) {
  js_start();
  static const char limits[] = "\x13\0\0\0\x08\0\0\0function.timeout_ms\x64\0\0\0\0\0\0\0\0";
  CHECK_INT(js_load_image("export const handler = (e, c) => c.getRemainingTimeInMillis()", ISERE_STR(""),
                          (isere_str_t){limits, 36}),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "100");
  CHECK_INT(js_load("export const handler = (e, c) => c.getRemainingTimeInMillis()"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "10000");
  CHECK(js_finish());
}

static void environment_is_in_process_env(void) {
  js_start();
  static const char table[] =
      "\x09\0\0\0\x01\0\0\0__proto__x\0\0"
      "\x04\0\0\0\x05\0\0\0nameworld\0\0\0";
  CHECK_INT(js_load_image("export const handler = () => [Object.entries(process.env), ({}).x]",
                          (isere_str_t){table, sizeof(table) - 1}, ISERE_STR("")),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "[[[\"__proto__\",\"x\"],[\"name\",\"world\"]],null]");
  CHECK(js_finish());
}

static void module_state_stays_warm(void) {
  js_start();
  CHECK_INT(js_load("let count = 0; export const handler = async () => ++count"), 0);
  for (int i = 1; i <= 3; i++)
    CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "3");
  CHECK(js_finish());
}

int main(void) {
  RUN(event_has_its_fields_in_a_fixed_order);
  RUN(changing_an_event_changes_no_other);
  RUN(headers_of_one_request_are_not_those_of_another);
  RUN(method_is_as_sent);
  RUN(path_is_decoded_and_raw_path_is_not);
  RUN(bytes_that_are_not_utf8_become_fffd);
  RUN(long_paths_are_decoded_too);
  RUN(query_is_decoded);
  RUN(query_and_headers_have_only_the_clients_names);
  RUN(header_names_are_lower_case_and_repeated_ones_joined);
  RUN(many_headers_and_long_names_are_taken);
  RUN(header_bytes_that_are_not_utf8_become_fffd);
  RUN(body_is_text_base64_or_undefined);
  RUN(context_tells_name_version_and_time);
  RUN(remaining_time_counts_down_and_ends_at_zero);
  RUN(timeout_of_the_image_wins);
  RUN(environment_is_in_process_env);
  RUN(module_state_stays_warm);
  return isere_test_finish();
}
