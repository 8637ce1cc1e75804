/**
 * @file
 * What a handler gives: every form of a response, and the reason for each one that cannot be sent.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere_test.h"
#include "js_harness.h"

/** What an expression gives a client: status, header lines, body. */
typedef struct {
  const char *expression;
  const char *expected; /* "STATUS BODY" */
  const char *headers;
} form_t;

#define JSON_TYPE "content-type: application/json\n"
#define TEXT_TYPE "content-type: text/plain; charset=utf-8\n"
#define BYTES_TYPE "content-type: application/octet-stream\n"

static void check_forms(const form_t *forms, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const char *actual = js_answer_of(forms[i].expression);
    if (strcmp(actual, forms[i].expected) != 0 || strcmp(answer.headers, forms[i].headers) != 0) {
      FAIL("%s\n    gives %s\n    %s    expected %s\n    %s\n%s", forms[i].expression, actual, answer.headers,
           forms[i].expected, forms[i].headers, fake_port_log());
    }
    CHECK_INT(answer.count, 1);
  }
  CHECK(js_finish());
}

#define CHECK_FORMS(...)                                  \
  do {                                                    \
    static const form_t forms[] = {__VA_ARGS__};          \
    check_forms(forms, sizeof(forms) / sizeof(forms[0])); \
  } while (0)

/** Each expression cannot be sent: a 500, and this in the log. */
typedef struct {
  const char *expression;
  const char *reason;
} refusal_t;

static void check_refusals(const refusal_t *refusals, size_t count) {
  for (size_t i = 0; i < count; i++) {
    fake_port_clear_log();
    const char *actual = js_answer_of(refusals[i].expression);
    if (strcmp(actual, "500 ") != 0 || !answer.failed || answer.count != 1 || !logged(refusals[i].reason) ||
        log_count("the response cannot be sent: ") != 1 || logged("\n\n")) {
      FAIL("%s\n    gives %s and logs %s    expected %s", refusals[i].expression, actual, fake_port_log(),
           refusals[i].reason);
    }
  }
  CHECK(js_finish());
}

#define CHECK_REFUSALS(...)                                           \
  do {                                                                \
    static const refusal_t refusals[] = {__VA_ARGS__};                \
    check_refusals(refusals, sizeof(refusals) / sizeof(refusals[0])); \
  } while (0)

static void a_plain_object_of_response_keys_is_a_response(void) {
  js_start();
  CHECK_FORMS({"{ statusCode: 201, body: 'x' }", "201 x", TEXT_TYPE}, {"{ body: 'x' }", "200 x", TEXT_TYPE},
              {"{ statusCode: 204 }", "204 ", ""}, {"{ headers: { a: 'b' } }", "200 ", "a: b\n"},
              {"{ headers: undefined, body: null, statusCode: undefined }", "200 ", ""},
              {"{ headers: null, body: undefined }", "200 ", ""}, {"{ isBase64Encoded: false }", "200 ", ""},
              {"Object.assign(Object.create(null), { statusCode: 404 })", "404 ", ""},
              {"new Proxy({ statusCode: 404 }, {})", "404 ", ""}, {"{ statusCode: 599 }", "599 ", ""},
              {"{ statusCode: 200.0, body: '' }", "200 ", TEXT_TYPE}, {"{ statusCode: 1e3 / 2 }", "500 ", ""},
              {"{ [Symbol('s')]: 1, body: 'x' }", "200 x", TEXT_TYPE},
              {"Object.defineProperty({ body: 'x' }, 'hidden', { value: 1 })", "200 x", TEXT_TYPE});
}

static void anything_else_is_the_body(void) {
  js_start();
  CHECK_FORMS({"'hello'", "200 hello", TEXT_TYPE}, {"undefined", "200 ", ""}, {"null", "200 ", ""},
              {"{}", "200 {}", JSON_TYPE}, {"{ hello: 'world' }", "200 {\"hello\":\"world\"}", JSON_TYPE},
              {"{ statusCode: 404, extra: 1 }", "200 {\"statusCode\":404,\"extra\":1}", JSON_TYPE},
              {"[1, 'a', null]", "200 [1,\"a\",null]", JSON_TYPE}, {"[]", "200 []", JSON_TYPE},
              {"42", "200 42", JSON_TYPE}, {"NaN", "200 null", JSON_TYPE}, {"false", "200 false", JSON_TYPE},
              {"new Date(0)", "200 \"1970-01-01T00:00:00.000Z\"", JSON_TYPE},
              {"new (class R { statusCode = 404 })()", "200 {\"statusCode\":404}", JSON_TYPE},
              {"new Uint8Array([104, 105])", "200 hi", BYTES_TYPE}, {"new Map([[1, 2]])", "200 {}", JSON_TYPE},
              {"new String('s')", "200 \"s\"", JSON_TYPE}, {"Object(1)", "200 1", JSON_TYPE},
              {"{ toJSON() { return 7 } }", "200 7", JSON_TYPE});
}

static void a_body_may_have_any_form(void) {
  js_start();
  CHECK_FORMS(
      {"{ body: { a: [1, { b: 2 }] } }", "200 {\"a\":[1,{\"b\":2}]}", JSON_TYPE},
      {"{ body: { statusCode: 404 } }", "200 {\"statusCode\":404}", JSON_TYPE}, {"{ body: [1] }", "200 [1]", JSON_TYPE},
      {"{ body: 5 }", "200 5", JSON_TYPE}, {"{ body: true }", "200 true", JSON_TYPE},
      {"{ body: '' }", "200 ", TEXT_TYPE},
      {"{ body: 'h\xC3\xBC \xE2\x82\xAC \xF0\x9F\x98\x80' }", "200 h\xC3\xBC \xE2\x82\xAC \xF0\x9F\x98\x80", TEXT_TYPE},
      {"{ body: 'a\\ud800b\\udfff' }",
       "200 a\xEF\xBF\xBD"
       "b\xEF\xBF\xBD",
       TEXT_TYPE},
      {"{ body: { k: '\\ud800' } }", "200 {\"k\":\"\\ud800\"}", JSON_TYPE},
      {"{ body: ['a', 'b', 'c'].reduce((s, c) => s + c.repeat(300), '').length }", "200 900", JSON_TYPE},
      {"{ body: new Uint8Array([1, 65, 66]).subarray(1).buffer.byteLength }", "200 3", JSON_TYPE});
}

static void bytes_are_sent_as_they_are(void) {
  js_start();
  CHECK_FORMS({"{ body: new Uint8Array([65, 66]) }", "200 AB", BYTES_TYPE},
              {"{ body: new Uint8Array([65, 66, 67]).subarray(1) }", "200 BC", BYTES_TYPE},
              {"{ body: new Uint8Array([65, 66, 67]).buffer }", "200 ABC", BYTES_TYPE},
              {"{ body: new DataView(new Uint8Array([65, 66, 67, 68]).buffer, 1, 2) }", "200 BC", BYTES_TYPE},
              {"{ body: new Uint16Array([0x4241, 0x4443]) }", "200 ABCD", BYTES_TYPE},
              {"{ body: new Float64Array(0) }", "200 ", BYTES_TYPE},
              {"{ body: new ArrayBuffer(0) }", "200 ", BYTES_TYPE},
              {"{ body: new Uint8ClampedArray([300]) }", "200 \xFF", BYTES_TYPE},
              {"{ body: new SharedArrayBuffer(0) }", "200 ", BYTES_TYPE},
              {"(() => { const b = new ArrayBuffer(2, { maxByteLength: 8 }); const u = new Uint8Array(b); b.resize(3);"
               " u.fill(65); return { body: u } })()",
               "200 AAA", BYTES_TYPE},
              {"{ headers: { 'Content-Type': 'image/png' }, body: new Uint8Array([65]) }", "200 A",
               "Content-Type: image/png\n"});
}

static void base64_is_decoded(void) {
  js_start();
  CHECK_FORMS(
      {"{ body: 'aGk=', isBase64Encoded: true }", "200 hi", BYTES_TYPE},
      {"{ body: 'aGk', isBase64Encoded: true }", "200 hi", BYTES_TYPE},
      {"{ body: '', isBase64Encoded: true }", "200 ", BYTES_TYPE}, {"{ isBase64Encoded: true }", "200 ", ""},
      {"{ body: null, isBase64Encoded: true }", "200 ", ""},
      {"{ body: 'aGk=', isBase64Encoded: false }", "200 aGk=", TEXT_TYPE},
      {"{ body: 'aGk=', isBase64Encoded: null }", "200 aGk=", TEXT_TYPE},
      {"{ headers: { 'content-type': 'a/b' }, body: 'aGk=', isBase64Encoded: true }", "200 hi", "content-type: a/b\n"});
}

static void headers_keep_name_order_and_repetition(void) {
  js_start();
  CHECK_FORMS(
      {"{ headers: { 'X-B': 'b', 'x-a': 1, c: true, d: -1.5 } }", "200 ", "X-B: b\nx-a: 1\nc: true\nd: -1.5\n"},
      {"{ headers: { 'Set-Cookie': ['a=1', 'b=2'] } }", "200 ", "Set-Cookie: a=1\nSet-Cookie: b=2\n"},
      {"{ headers: { a: [] } }", "200 ", ""}, {"{ headers: { a: [1, true, 'x'] } }", "200 ", "a: 1\na: true\na: x\n"},
      {"{ headers: { a: '' } }", "200 ", "a: \n"}, {"{ headers: { a: ' \\t x y\\t ' } }", "200 ", "a: x y\n"},
      {"{ headers: { a: 'caf\xC3\xA9 \xC3\xBF \\u00a0!' } }", "200 ", "a: caf\xE9 \xFF \xA0!\n"},
      {"{ headers: { a: 'x\\ty' } }", "200 ", "a: x\ty\n"},
      {"{ headers: { [Symbol('s')]: 'x', a: 'b' } }", "200 ", "a: b\n"},
      {"{ headers: Object.create(null) }", "200 ", ""},
      {"{ headers: Object.defineProperty({}, 'hidden', { value: 'x' }) }", "200 ", ""},
      {"{ headers: Object.fromEntries([...'!#$%&\\'*+-.^_`|~09azAZ'].map(c => ['x' + c, 1])) }", "200 ",
       "x!: 1\nx#: 1\nx$: 1\nx%: 1\nx&: 1\nx': 1\nx*: 1\nx+: 1\nx-: 1\nx.: 1\nx^: 1\nx_: 1\nx`: 1\nx|: 1\nx~: 1\n"
       "x0: 1\nx9: 1\nxa: 1\nxz: 1\nxA: 1\nxZ: 1\n"},
      {"{ headers: { 'CONTENT-TYPE': 'a/b' }, body: {} }", "200 {}", "CONTENT-TYPE: a/b\n"});
}

static void a_status_out_of_range_is_refused(void) {
  js_start();
  CHECK_REFUSALS({"{ statusCode: 99 }", "statusCode is 99; it has to be an integer from 200 to 599"},
                 {"{ statusCode: 199 }", "statusCode is 199;"}, {"{ statusCode: 600 }", "statusCode is 600;"},
                 {"{ statusCode: 200.5 }", "statusCode is 200.5;"}, {"{ statusCode: -200 }", "statusCode is -200;"},
                 {"{ statusCode: NaN }", "statusCode is NaN;"}, {"{ statusCode: Infinity }", "statusCode is Infinity;"},
                 {"{ statusCode: '200' }", "statusCode is \"200\" (a string); it has to be an integer"},
                 {"{ statusCode: null }", "statusCode is null;"},
                 {"{ statusCode: true }", "statusCode is true (a boolean);"},
                 {"{ statusCode: 200n }", "statusCode is 200n (a bigint);"},
                 {"{ statusCode: [200] }", "statusCode is [ 200 ] (an array);"},
                 {"{ statusCode: { valueOf() { return 200 } } }", "(an object);"},
                 {"{ statusCode: Symbol('x') }", "statusCode is Symbol(x) (a symbol);"},
                 {"{ statusCode: 'x'.repeat(1000) }", "... (a string);"},
                 {"{ statusCode: 2 ** 40 }", "statusCode is 1099511627776;"});
}

static void headers_that_could_break_lines_are_refused(void) {
  js_start();
  CHECK_REFUSALS({"{ headers: { a: 'x\\r\\nSet-Cookie: y' } }", "the value of header \"a\" holds a line break"},
                 {"{ headers: { a: 'x\\n' } }", "the value of header \"a\" holds a line break"},
                 {"{ headers: { a: ['ok', '\\r'] } }", "the value of header \"a\" holds a line break"},
                 {"{ headers: { a: 'x\\0' } }", "the value of header \"a\" holds a NUL"},
                 {"{ headers: { a: '\\x1b' } }", "the value of header \"a\" holds a control character"},
                 {"{ headers: { a: '\\x7f' } }", "the value of header \"a\" holds a control character"},
                 {"{ headers: { a: '\\x85' } }", "the value of header \"a\" holds a control character"},
                 {"{ headers: { a: '\\u0100' } }", "the value of header \"a\" holds a character beyond U+00FF"},
                 {"{ headers: { a: '\\u560a' } }", "the value of header \"a\" holds a character beyond U+00FF"},
                 {"{ headers: { a: '\\ud800' } }", "the value of header \"a\" holds a character beyond U+00FF"},
                 {"{ headers: { 'a b': '' } }", "\"a b\" cannot be a header's name"},
                 {"{ headers: { 'a:': '' } }", "\"a:\" cannot be a header's name"},
                 {"{ headers: { 'a\\r\\nb': '' } }", "\"a\\r\\nb\" cannot be a header's name"},
                 {"{ headers: { '': '' } }", "\"\" cannot be a header's name"},
                 {"{ headers: { 'ü': '' } }", "\"ü\" cannot be a header's name"},
                 {"{ headers: { ['n '.repeat(500)]: '' } }", "... cannot be a header's name"});
}

static void headers_of_wrong_kinds_are_refused(void) {
  js_start();
  CHECK_REFUSALS(
      {"{ headers: 'a: b' }", "headers is a string; it has to be a plain object"},
      {"{ headers: [['a', 'b']] }", "headers is an array; it has to be a plain object"},
      {"{ headers: new Map() }", "headers is an object; it has to be a plain object"},
      {"{ headers: () => {} }", "headers is a function; it has to be a plain object"},
      {"{ headers: 5 }", "headers is a number; it has to be a plain object"},
      {"{ headers: { a: null } }", "header \"a\" is null; it has to be a string, a number, a boolean or an array"},
      {"{ headers: { a: undefined } }", "header \"a\" is undefined;"},
      {"{ headers: { a: {} } }", "header \"a\" is an object;"},
      {"{ headers: { a: [[1]] } }", "header \"a\" is an array;"},
      {"{ headers: { a: [,] } }", "header \"a\" is undefined;"},
      {"{ headers: { a: Symbol() } }", "header \"a\" is a symbol;"},
      {"{ headers: { a: 1n } }", "header \"a\" is a bigint;"},
      {"{ headers: { a: () => {} } }", "header \"a\" is a function;"},
      {"{ headers: { a: new String('x') } }", "header \"a\" is an object;"});
}

static void bodies_that_cannot_be_sent_are_refused(void) {
  js_start();
  CHECK_REFUSALS(
      {"(() => { const a = {}; a.a = a; return { body: a } })()",
       "making JSON of its body threw: TypeError: circular reference"},
      {"{ body: { big: 1n } }", "making JSON of its body threw: TypeError"},
      {"{ body: () => {} }", "its body is a function"}, {"() => {}", "its body is a function"},
      {"Symbol('s')", "its body is a symbol"}, {"5n", "its body is a bigint"},
      {"{ body: Promise.resolve(1) }", "its body is a Promise; await it"},
      {"{ body: { toJSON() {} } }", "its body has no JSON form (its toJSON gave undefined)"},
      {"{ body: { toJSON() { throw new Error('no') } } }", "making JSON of its body threw: Error: no"},
      {"{ body: 'a', isBase64Encoded: true }", "isBase64Encoded is true, but body is not base64"},
      {"{ body: 'a-_=', isBase64Encoded: true }", "isBase64Encoded is true, but body is not base64"},
      {"{ body: '\xC3\xBC', isBase64Encoded: true }", "isBase64Encoded is true, but body is not base64"},
      {"{ body: {}, isBase64Encoded: true }", "isBase64Encoded is true, but body is an object"},
      {"{ body: 'aGk=', isBase64Encoded: 'true' }", "isBase64Encoded is a string; it has to be true or false"});
}

static void views_cannot_lie_about_their_bounds(void) {
  js_start();
  CHECK_REFUSALS(
      {"(() => { const u = new Uint8Array(4); Object.defineProperty(u, 'byteLength', { value: 1e9 }); return u })()",
       "its body is a view beyond the end of its buffer"},
      {"(() => { const u = new Uint8Array(4); Object.defineProperty(u, 'byteOffset', { value: 5 }); return u })()",
       "its body is a view beyond the end of its buffer"},
      {"(() => { const u = new Uint8Array(4); Object.defineProperty(u, 'buffer', { value: new ArrayBuffer(2) }); "
       "return u })()",
       "its body is a view beyond the end of its buffer"},
      {"(() => { const u = new Uint8Array(4); Object.defineProperty(u, 'buffer', { value: {} }); return u })()",
       "reading its body threw: TypeError"},
      {"(() => { const u = new Uint8Array(4); Object.defineProperty(u, 'byteLength', { value: -1 }); return u })()",
       "reading its body threw: RangeError"},
      {"(() => { const u = new Uint8Array(4); u.buffer.transfer(); return u })()", "reading its body threw: TypeError"},
      {"(() => { const b = new ArrayBuffer(4); b.transfer(); return { body: b } })()",
       "reading its body threw: TypeError"},
      {"(() => { const u = new Uint8Array(4); Object.defineProperty(u, 'byteLength', { get() { u.buffer.transfer();"
       " return 4 } }); return u })()",
       "reading its body threw: TypeError"},
      {"(() => { const v = new DataView(new ArrayBuffer(4)); v.buffer.transfer(); return v })()",
       "reading its body threw: TypeError"});
}

static void throwing_getters_and_proxies_are_refused(void) {
  js_start();
  CHECK_REFUSALS(
      {"{ get statusCode() { throw new Error('g1') } }", "reading statusCode threw: Error: g1"},
      {"{ get headers() { throw new Error('g2') } }", "reading headers threw: Error: g2"},
      {"{ get body() { throw 42 } }", "reading body threw: threw 42 (not an Error)"},
      {"{ get isBase64Encoded() { throw new Error('g4') } }", "reading isBase64Encoded threw: Error: g4"},
      {"{ headers: { get a() { throw new Error('g5') } } }", "reading its headers threw: Error: g5"},
      {"{ headers: new Proxy({}, { ownKeys() { throw new Error('p1') } }) }", "reading its headers threw: Error: p1"},
      {"{ headers: new Proxy({}, { getPrototypeOf() { throw new Error('p2') } }) }",
       "reading its headers threw: Error: p2"},
      {"{ headers: { a: new Proxy(['x'], { get() { throw new Error('p3') } }) } }",
       "reading its headers threw: Error: p3"},
      {"(() => { const r = Proxy.revocable({}, {}); r.revoke(); return { body: r.proxy } })()",
       "making JSON of its body threw: TypeError"},
      {"(() => { const r = Proxy.revocable([], {}); r.revoke(); return { headers: { a: r.proxy } } })()",
       "reading its headers threw: TypeError"},
      {"(() => { const r = Proxy.revocable({}, {}); r.revoke(); return { headers: r.proxy } })()",
       "reading its headers threw: TypeError"},
      {"{ body: new Proxy({}, { ownKeys() { throw new Error('p4') } }) }", "making JSON of its body threw: Error: p4"},
      {"new Proxy({}, { ownKeys() { throw new Error('p5') } })", "looking at it threw: Error: p5"},
      {"new Proxy({ body: 1 }, { getPrototypeOf() { throw new Error('p6') } })", "looking at it threw: Error: p6"},
      {"{ body: { get x() { return this.x } } }", "making JSON of its body threw: InternalError: stack overflow"},
      {"{ body: { toJSON() { return { x: this } } } }", "making JSON of its body threw: "});
}

static void limits_on_headers_and_body_hold_on_both_sides(void) {
  isere_options_t *options = js_start();
  options->function_max_response_headers = 12;
  options->function_max_response_body_bytes = 1000;
  CHECK_STR(js_answer_of("{ headers: { a: Array(12).fill('x') } }"), "200 ");
  CHECK_INT(log_count("x\n") + (int)strlen(answer.headers), 12 * 5);
  CHECK_STR(js_answer_of("{ headers: { a: Array(11).fill('x') }, body: 'b' }"), "200 b");
  CHECK_STR(js_answer_of("{ headers: { a: Array(13).fill('x') } }"), "500 ");
  CHECK(logged("it has more than 12 header fields (function.max_response_headers)"));
  CHECK_STR(js_answer_of("{ headers: { a: Array(12).fill('x') }, body: 'b' }"), "500 ");
  CHECK_STR(js_answer_of("{ headers: { a: new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 40 : 'x' }) } }"),
            "500 ");
  CHECK_STR(js_answer_of("{ body: 'x'.repeat(1000), headers: { a: 'b' } }") + 1000, "xxxx");
  CHECK_STR(js_answer_of("{ body: 'x'.repeat(1001) }"), "500 ");
  CHECK(logged("its body is 1001 bytes long; 1000 are allowed (function.max_response_body_bytes)"));
  CHECK_STR(js_answer_of("'\xC3\xBC'.repeat(500)") + 1000, "\xC3\xBC\xC3\xBC");
  CHECK_STR(js_answer_of("'\xC3\xBC'.repeat(501)"), "500 ");
  CHECK_STR(js_answer_of("new Uint8Array(1001)"), "500 ");
  CHECK_STR(js_answer_of("({ body: 'AAAA'.repeat(334), isBase64Encoded: true })"), "500 ");
  CHECK_STR(js_answer_of("['x'.repeat(1000)]"), "500 ");
  CHECK(js_finish());
}

static void an_ascii_body_is_not_copied(void) {
  js_start();
  CHECK_INT(js_load("const text = 'x'.repeat(50000); export const handler = () => text"), 0);
  CHECK_INT(js_get("/"), 0);
  const void *first = answer.body_at;
  CHECK_INT(js_get("/"), 0);
  CHECK(answer.body_at == first);
  CHECK(js_finish());
}

static void a_body_stays_as_it_was_until_it_is_released(void) {
  js_start();
  keep_bodies = true;
  CHECK_INT(
      js_load("const bytes = new Uint8Array(1000).fill(65); let n = 0;"
              "export const handler = () => { const b = bytes.subarray(); n++; setTimeout(() => bytes.fill(66), 1);"
              "  return n === 2 ? 'text' + n : { body: b } }"),
      0);
  CHECK_INT(js_get("/"), 0);
  const char *bytes = answer.body_at;
  CHECK_INT(js_get("/"), 0);
  const char *text = answer.body_at;
  js_run();
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(answer.body[0], 'B');
  CHECK(bytes[0] == 'A' && bytes[999] == 'A');
  CHECK(memcmp(text, "text2", 5) == 0);
  CHECK(js_finish());
}

static void a_body_released_after_its_context_is_gone_does_no_harm(void) {
  js_start();
  keep_bodies = true;
  CHECK_STR(js_answer_of("'text'"), "200 text");
  isere_js_discard(js);
  js_release_bodies();
  CHECK_STR(js_answer_of("'again'"), "200 again");
  CHECK(js_finish());
}

int main(void) {
  RUN(a_plain_object_of_response_keys_is_a_response);
  RUN(anything_else_is_the_body);
  RUN(a_body_may_have_any_form);
  RUN(bytes_are_sent_as_they_are);
  RUN(base64_is_decoded);
  RUN(headers_keep_name_order_and_repetition);
  RUN(a_status_out_of_range_is_refused);
  RUN(headers_that_could_break_lines_are_refused);
  RUN(headers_of_wrong_kinds_are_refused);
  RUN(bodies_that_cannot_be_sent_are_refused);
  RUN(views_cannot_lie_about_their_bounds);
  RUN(throwing_getters_and_proxies_are_refused);
  RUN(limits_on_headers_and_body_hold_on_both_sides);
  RUN(an_ascii_body_is_not_copied);
  RUN(a_body_stays_as_it_was_until_it_is_released);
  RUN(a_body_released_after_its_context_is_gone_does_no_harm);
  return isere_test_finish();
}
