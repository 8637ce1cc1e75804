/**
 * @file
 * What a function finds beside the language: console, timers, queueMicrotask, Math.random; and how its module is
 * loaded.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere_test.h"
#include "js_harness.h"

/* --- the language -------------------------------------------------------------------------------------------- */

/** A package may name what it hardly ever uses: naming takes a binding, running the code takes the global. */
static void globals_come_when_code_that_names_them_runs(void) {
  js_start();
  CHECK_INT(js_handler("(event) => 1"), 0);
  size_t before = isere_js_memory(js).used;
  CHECK_INT(
      js_handler("(event) => { const run = () => [new Map([[1, 2]]).size, Map === globalThis.Map, typeof URL, URL.name,"
                 "    Uint8Array.of(7)[0], delete globalThis.Set, typeof Set];"
                 "  return event.path === '/run' ? [run(), run()] : typeof WeakMap }"),
      0);
  CHECK(isere_js_memory(js).used < before + 4096);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "function");
  CHECK_INT(js_get("/run"), 0);
  CHECK_STR(answer.body,
            "[[1,true,\"function\",\"URL\",7,true,\"undefined\"],[1,true,\"function\",\"URL\",7,true,\"undefined\"]]");
  CHECK(isere_js_memory(js).used > before + 16384);
  CHECK_INT(js_handler("() => { Map = 5; const first = Map; globalThis.Date = 6; return [first, Map, Date, delete "
                       "globalThis.Map, typeof Map] }"),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "[5,5,6,true,\"undefined\"]");
  CHECK(js_finish());
}

/** Date, Map, typed arrays and weak references take no memory before code that names one is loaded. */
static void globals_come_when_named(void) {
  static const char *const source =
      "() => { const global = globalThis, b = Object.getOwnPropertyNames(global)"
      "    .filter((name) => /^[A-Z]/.test(name) && name !== 'NaN' && name !== 'Infinity');"
      "  const seen = b.map((name) => [name, Object.getOwnPropertyDescriptor(global, name)]);"
      "  for (const [name, d] of seen) {"
      "    if (d.value !== global[name] || d.enumerable || !d.configurable || !d.writable) throw new Error(name);"
      "    const p = d.value.prototype; if (p && name !== 'Proxy' && p.constructor !== d.value) throw new Error(name)"
      "  }"
      "  const now = Date, own = class extends Set {}, view = new DataView(new ArrayBuffer(8));"
      "  view.setFloat64(0, 1); Atomics.store(new Int32Array(1), 0, 7);"
      "  return [new Date(0).toISOString(), new Map([[1, 2]]).get(1), new own([1]).has(1),"
      "    new WeakMap([[now, 3]]).get(now),"
      "    new WeakRef(now).deref() === Date, view.getUint8(0), new Uint8Array([300])[0], Uint8Array.of(1) instanceof"
      "    Object.getPrototypeOf(Int8Array), b.length] }";
  js_start();
  CHECK_INT(js_handler("() => ({ before: 1 })"), 0);
  size_t before = isere_js_memory(js).used;
  CHECK_INT(js_handler(source), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "[\"1970-01-01T00:00:00.000Z\",2,true,3,true,63,44,true,54]");
  CHECK(isere_js_memory(js).used > before + 16384);
  CHECK_INT(js_handler("() => ({ before: 1 })"), 0);
  CHECK(isere_js_memory(js).used < before + 1024);
  CHECK(js_finish());
}

/* --- errors -------------------------------------------------------------------------------------------------- */

/** The log after a handler has thrown this expression. */
static void throw_it(const char *expression) {
  char source[1024];
  (void)snprintf(source, sizeof(source), "() => { throw %s }", expression);
  fake_port_clear_log();
  CHECK_INT(js_handler(source), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(answer.status, 500);
}

static void what_an_error_came_of_is_in_the_log(void) {
  js_start();
  throw_it("new Error('outer', { cause: new TypeError('inner', { cause: 'text' }) })");
  CHECK(logged("the handler failed: Error: outer\n    at "));
  CHECK(logged("\n[cause]: TypeError: inner\n    at "));
  CHECK(logged("\n[cause]: \"text\"\n"));
  throw_it("new AggregateError([new Error('a'), 7, ...Array(12).fill(new Error('b'))], 'all')");
  CHECK(logged("AggregateError: all\n    at "));
  CHECK(logged("\n[errors]: Error: a\n    at "));
  CHECK(logged("\n[errors]: 7\n"));
  CHECK_INT(log_count("[errors]: Error: b"), 6);
  CHECK(logged("\n    (6 errors more)"));
  throw_it("(() => { const e = new Error('circle'); e.cause = e; return e })()");
  CHECK_INT(log_count("[cause]: Error: circle"), 8);
  throw_it("Object.defineProperty(new Error('quiet'), 'cause', { get() { console.log('ran'); return 1 } })");
  CHECK(!logged("ran") && !logged("[cause]"));
  throw_it(
      "Object.assign(new Error('quiet'), { errors: new Proxy([1], { getOwnPropertyDescriptor() { console.log('ran') } "
      "}) })");
  CHECK(!logged("ran") && !logged("[errors]"));
  CHECK_INT(js_handler("() => { console.error('it', new Error('outer', { cause: new Error('inner') })) }"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK(logged("it Error: outer\n    at ") && logged("\n[cause]: Error: inner\n    at "));
  CHECK(js_finish());
}

/* --- console ------------------------------------------------------------------------------------------------- */

/** What console.log writes for these arguments. */
static const char *printed(const char *arguments) {
  static char source[4096];
  (void)snprintf(source, sizeof(source), "() => { console.log(%s) }", arguments);
  if (js_handler(source) < 0) return "error";
  fake_port_clear_log();
  if (js_get("/") < 0) return "error";
  static char shown[1 << 17];
  const char *start = strstr(fake_port_log(), "] ");
  if (strncmp(fake_port_log(), "info [", 6) != 0 || start == NULL) return fake_port_log();
  (void)snprintf(shown, sizeof(shown), "%s", start + 2);
  shown[strlen(shown) - 1] = '\0';
  return shown;
}

static void console_shows_values_readably(void) {
  js_start();
  CHECK_STR(printed("'a', 1, true, null, undefined, 1.5, -0, NaN, 10n, Symbol('s')"),
            "a 1 true null undefined 1.5 -0 NaN 10n Symbol(s)");
  CHECK_STR(printed(""), "");
  CHECK_STR(printed("{ a: 1, b: 'x', 'c d': [1, 'y'] }"), "{ a: 1, b: \"x\", \"c d\": [ 1, \"y\" ] }");
  CHECK_STR(printed("{}, [], { a: {}, b: [] }"), "{} [] { a: {}, b: [] }");
  CHECK_STR(printed("'{ ', ' }', ['{ ', ' }']"), "{   } [ \"{ \", \" }\" ]");
  CHECK_STR(printed("function named() {}, () => {}, class K {}"),
            "[Function named] [Function (anonymous)] [Function K]");
  CHECK_STR(printed("new Map([[1, { a: 2 }]]), new Set(['x'])"), "Map(1) { 1 => { a: 2 } } Set(1) { \"x\" }");
  CHECK_STR(printed("new Uint8Array([1, 2]), new Date(0), /a\\/b/gi"),
            "Uint8Array(2) [ 1, 2 ] 1970-01-01T00:00:00.000Z /a\\/b/gi");
  CHECK_STR(printed("{ get a() { throw 1 }, set b(v) {} }"), "{ a: [Getter], b: [Setter] }");
  CHECK_STR(printed("(() => { const o = { n: 1 }; o.self = o; return o })()"), "{ n: 1, self: [circular 0] }");
  CHECK_STR(printed("{ a: { b: { c: { d: 1 } } } }"), "{ a: { b: { c: [Object] } } }");
  CHECK_STR(printed("'\xC3\xBC\xF0\x9F\x98\x80', ['\xC3\xBC\\n']"), "\xC3\xBC\xF0\x9F\x98\x80 [ \"\xC3\xBC\\n\" ]");
  CHECK(strstr(printed("new TypeError('t')"), "TypeError: t\n    at handler (handler.js:1:") != NULL);
  CHECK(js_finish());
}

static void console_knows_formats(void) {
  js_start();
  CHECK_STR(printed("'%s is %d and %i, %f', 'x', '42', 3.7, 1.5"), "x is 42 and 3, 1.5");
  CHECK_STR(printed("'%j %o %O', { a: 1 }, [2], 'q'"), "{ a: 1 } [ 2 ] \"q\"");
  CHECK_STR(printed("'100%', 1"), "100% 1");
  CHECK_STR(printed("'%% %s'"), "%% %s");
  CHECK_STR(printed("'%% %s %s', 'a'"), "% a %s");
  CHECK_STR(printed("'%c styled', 'color: red', 'rest'"), " styled rest");
  CHECK_STR(printed("'%x %s', 'a'"), "%x a");
  CHECK_STR(printed("'%d %d %d', {}, Symbol('s'), 5n"), "NaN NaN 5n");
  CHECK_STR(printed("'%s', { toString() { throw 1 } }"), "{ toString: [Function toString] }");
  CHECK(js_finish());
}

static void console_runs_no_javascript(void) {
  js_start();
  CHECK_STR(printed("new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } })"), "Object {}");
  CHECK_STR(printed("(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy })()"), "Object {}");
  CHECK(strncmp(printed("Object.defineProperty(new Error('m'), 'message', { get() { throw 1 } })"), "Error\n", 6) == 0);
  CHECK_STR(printed("Object.create({ get constructor() { throw 1 } })"), "{}");
  CHECK(js_finish());
}

static void console_cuts_what_is_too_long(void) {
  js_start();
  const char *text = printed("'\xC3\xBC'.repeat(100000)");
  size_t len = strlen(text);
  CHECK(len > 60000 && len <= 65536);
  CHECK_STR(text + len - 3, "...");
  CHECK(isere_utf8_valid(text, len));
  text = printed("'x'.repeat(1e6), { a: 'y' }");
  CHECK_STR(text + strlen(text) - 4, "x...");
  CHECK(strstr(printed("Array.from({ length: 1e4 }, (_, i) => i)"), "... 9900 more items ]") != NULL);
  CHECK(js_finish());
}

static void console_has_levels(void) {
  js_start();
  CHECK_INT(js_handler("() => { for (const l of ['error', 'warn', 'info', 'log', 'debug', 'trace']) console[l](l) }"),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(fake_port_log(),
            "error [7a55300b-00000001] error\nwarn [7a55300b-00000001] warn\n"
            "info [7a55300b-00000001] info\ninfo [7a55300b-00000001] log\n"
            "debug [7a55300b-00000001] debug\ntrace [7a55300b-00000001] trace\n");
  fake_port_clear_log();
  isere_log_set_level(ISERE_LOG_WARN);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(fake_port_log(), "error [7a55300b-00000002] error\nwarn [7a55300b-00000002] warn\n");
  CHECK(js_finish());
}

static void console_knows_whose_call_it_is(void) {
  js_start();
  CHECK_INT(
      js_load(
          "console.log('loading'); export const handler = async (event) => { console.log('start', event.path);"
          "  await new Promise(r => setTimeout(r, event.path === '/a' ? 20 : 10)); console.log('end', event.path) }"),
      0);
  CHECK_INT(js_get("/a"), 0);
  CHECK_INT(js_get("/b"), 0);
  js_run();
  CHECK_STR(fake_port_log(),
            "info [] loading\ninfo [7a55300b-00000001] start /a\ninfo [7a55300b-00000002] start /b\n"
            "info [7a55300b-00000002] end /b\ninfo [7a55300b-00000001] end /a\n");
  CHECK(js_finish());
}

/* --- timers -------------------------------------------------------------------------------------------------- */

/** What a handler has pushed to `out` once all timers have fired. */
static const char *timed(const char *statements) {
  static char source[4096];
  (void)snprintf(
      source, sizeof(source),
      "const out = []; let now = 0; export const handler = (event) => { if (event.path === '/out') return out; %s }",
      statements);
  if (js_load(source) < 0 || js_get("/") < 0) return "error";
  if (answer.status != 200) return "not 200";
  js_run();
  return js_get("/out") < 0 ? "error" : answer.body;
}

static void timers_fire_in_order_with_their_arguments(void) {
  js_start();
  CHECK_STR(timed("for (const [ms, x] of [[30, 'c'], [10, 'a'], [20, 'b'], [10, 'a2']]) setTimeout((...a) => "
                  "out.push(...a), ms, x, 1)"),
            "[\"a\",1,\"a2\",1,\"b\",1,\"c\",1]");
  CHECK_STR(
      timed("setTimeout(() => out.push(1), 1); setTimeout(() => out.push(2), 0); setTimeout(() => out.push(3), -5);"
            "setTimeout(() => out.push(4), NaN); setTimeout(() => out.push(5)); setTimeout(() => out.push(6), '1');"
            "setTimeout(() => out.push(7), 2 ** 31); setTimeout(() => out.push(8), 1.9)"),
      "[1,2,3,4,5,6,7,8]");
  CHECK_STR(timed("setTimeout(() => { out.push('a'); queueMicrotask(() => out.push('job')); setTimeout(() => "
                  "out.push('inner'), 1) }, 5);"
                  "setTimeout(() => out.push('b'), 5)"),
            "[\"a\",\"job\",\"b\",\"inner\"]");
  CHECK(js_finish());
}

static void intervals_repeat_until_they_are_cleared(void) {
  js_start();
  CHECK_STR(
      timed("let n = 0; const id = setInterval(x => { out.push(x + n); if (++n === 3) clearInterval(id) }, 10, 'i')"),
      "[\"i0\",\"i1\",\"i2\"]");
  CHECK_STR(timed("const id = setInterval(() => out.push(1), 10); setTimeout(() => clearTimeout(id), 35)"), "[1,1,1]");
  CHECK_STR(timed("const id = setInterval(() => { out.push(1); clearInterval(id); clearInterval(id); throw 1 }, 0)"),
            "[1]");
  CHECK(js_finish());
}

static void cleared_timers_do_not_fire(void) {
  js_start();
  CHECK_STR(timed("clearTimeout(setTimeout(() => out.push(1), 1)); clearTimeout(99); clearTimeout(); clearTimeout('1');"
                  "clearTimeout({}); clearTimeout(NaN); clearTimeout(-1); clearTimeout(1e300); setTimeout(() => "
                  "out.push(2), 1)"),
            "[2]");
  CHECK_STR(timed("const old = setTimeout(() => {}, 1); setTimeout(() => { setTimeout(() => out.push('new'), 1);"
                  "clearTimeout(old) }, 5)"),
            "[\"new\"]");
  CHECK_STR(
      timed("const b = setTimeout(() => out.push('b'), 5); setTimeout(() => { clearTimeout(b); out.push('a') }, 5); "
            "const c = setTimeout(() => { clearTimeout(c); out.push('c') }, 6)"),
      "[\"b\",\"a\",\"c\"]");
  CHECK_STR(timed("out.push(typeof setTimeout(() => {}, 1), setTimeout(() => {}, 1) !== setTimeout(() => {}, 1))"),
            "[\"number\",true]");
  CHECK(js_finish());
}

static void a_timer_that_throws_is_logged_and_the_rest_goes_on(void) {
  js_start();
  CHECK_STR(timed("setTimeout(() => { throw new Error('in timer') }, 1); setTimeout(() => out.push('ok'), 2);"
                  "let n = 0; const id = setInterval(() => { if (++n === 3) clearInterval(id); throw n }, 3)"),
            "[\"ok\"]");
  CHECK(logged("error [7a55300b-00000001] a timer threw: Error: in timer\n    at"));
  CHECK_INT(log_count("a timer threw: threw"), 3);
  CHECK(js_finish());
}

static void wrong_arguments_of_timers_are_errors(void) {
  js_start();
  CHECK_STR(timed("try { setTimeout('code') } catch (e) { out.push(e.message) }"),
            "[\"the first argument of setTimeout is a string, not a function\"]");
  CHECK_STR(timed("try { setInterval() } catch (e) { out.push(e.name) }"), "[\"TypeError\"]");
  CHECK_STR(timed("try { setTimeout(() => {}, Symbol()) } catch (e) { out.push(e.name) }"), "[\"TypeError\"]");
  CHECK_STR(
      timed("try { setTimeout(() => {}, { valueOf() { throw new Error('v') } }) } catch (e) { out.push(e.message) }"),
      "[\"v\"]");
  CHECK_STR(timed("try { queueMicrotask(1) } catch (e) { out.push(e.message) }"),
            "[\"the argument of queueMicrotask is a number, not a function\"]");
  CHECK(js_finish());
}

static void timers_beyond_max_timers_throw(void) {
  js_start()->function_max_timers = 10;
  CHECK_STR(timed("let n = 0; try { for (;;) { setTimeout(() => out.push('x'), 1); n++ } } catch (e) { out.push(n, "
                  "e.name, e.message) }"),
            "[10,\"RangeError\",\"setTimeout: 10 timers are set already "
            "(function.max_timers)\",\"x\",\"x\",\"x\",\"x\",\"x\","
            "\"x\",\"x\",\"x\",\"x\",\"x\"]");
  CHECK_STR(timed("for (let i = 0; i < 1e5; i++) clearTimeout(setTimeout(() => {}, 1)); out.push('ok')"), "[\"ok\"]");
  CHECK(js_finish());
}

static void microtasks_run_before_timers_and_their_errors_are_logged(void) {
  js_start();
  CHECK_STR(timed("setTimeout(() => out.push('timer'), 0); queueMicrotask(() => out.push('micro'));"
                  "Promise.resolve().then(() => out.push('promise')); out.push('sync')"),
            "[\"sync\",\"micro\",\"promise\",\"timer\"]");
  CHECK_STR(timed("queueMicrotask(() => { throw new Error('in microtask') }); queueMicrotask(() => out.push('ok'))"),
            "[\"ok\"]");
  CHECK(logged("a microtask threw: Error: in microtask\n    at"));
  CHECK(js_finish());
}

static void math_random_is_seeded_by_the_port(void) {
  js_start();
  CHECK_STR(timed("const a = Array.from({ length: 1000 }, () => Math.random()); out.push(a.every(x => x >= 0 && x < 1),"
                  "new Set(a).size, Math.abs(a.reduce((s, x) => s + x) / 1000 - 0.5) < 0.05)"),
            "[true,1000,true]");
  char first[64], second[64];
  CHECK_STR(timed("out.push('x')"), "[\"x\"]");
  js_start();
  (void)snprintf(first, sizeof(first), "%s", timed("out.push(Math.random())"));
  js_start();
  (void)snprintf(second, sizeof(second), "%s", timed("out.push(Math.random())"));
  CHECK_STR(first, second);
  CHECK(js_finish());
}

/* --- loading ------------------------------------------------------------------------------------------------- */

/** Loading this source fails, and the log says this. */
#define CHECK_REFUSED(source, text)                                                           \
  do {                                                                                        \
    fake_port_clear_log();                                                                    \
    CHECK_INT(js_load(source), ISERE_EEXCEPTION);                                             \
    if (!logged(text) || logged("unhandled")) FAIL("%s\n  logs %s", source, fake_port_log()); \
  } while (0)

static void modules_without_a_handler_are_refused(void) {
  js_start();
  CHECK_REFUSED("", "handler.js exports no handler");
  CHECK_REFUSED("export const handle = 1", "help: write: export const handler = async (event, context) =>");
  CHECK_REFUSED("export const handler = 'x'", "handler.js exports handler, but it is a string, not a function");
  CHECK_REFUSED("export let handler = null", "but it is null, not a function");
  CHECK_REFUSED("export default () => {}", "its default export is a function; give it the name handler");
  CHECK_REFUSED("export default { handler() {} }",
                "instead of module.exports.handler = ... write: export const handler");
  CHECK_REFUSED("export default { get handler() { throw 1 } }", "exports no handler");
  CHECK_REFUSED("module.exports.handler = () => {}", "ReferenceError: 'module' is not defined");
  CHECK(logged("help: a handler is an ES module; instead of module.exports.handler = ... write: export const handler"));
  CHECK_REFUSED("exports.handler = () => {}", "instead of module.exports.handler");
  CHECK_REFUSED("const fs = require('fs')", "instead of module.exports.handler");
  CHECK(js_finish());
}

static void modules_that_do_not_load_are_refused(void) {
  js_start();
  CHECK_REFUSED("export const handler = (", "the function does not parse: SyntaxError: ");
  CHECK(logged("at handler.js:1:"));
  CHECK_REFUSED("\n  throw new Error('at load')",
                "the function cannot be loaded: Error: at load\n    at <anonymous> (handler.js:2:");
  CHECK_REFUSED("throw 'text'", "the function cannot be loaded: threw \"text\" (not an Error)");
  CHECK_REFUSED("import x from 'nowhere'", "could not load module");
  CHECK_REFUSED("export { x as handler }", "the function");
  CHECK_REFUSED("await Promise.reject(new Error('awaited'))", "the function cannot be loaded: Error: awaited");
  CHECK_REFUSED("await new Promise(() => {}); export const handler = () => {}",
                "a top-level await of handler.js never settles");
  CHECK_REFUSED("export const handler = function f() { return f() }; handler()", "stack overflow");
  CHECK(log_count("    at ") == 16 && logged("frames more)\n"));
  CHECK_INT(isere_js_memory(js).used, 0);
  CHECK_INT(js_load("export const handler = () => 'fine'"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "fine");
  CHECK(js_finish());
}

static void top_level_await_may_wait_for_timers(void) {
  js_start();
  int64_t before_us = fake_port_clock_us;
  CHECK_INT(js_load("const x = await new Promise(r => setTimeout(() => setTimeout(r, 200, 'x'), 100));"
                    "setTimeout(() => console.log('later'), 1000); export const handler = () => x"),
            0);
  CHECK_INT(fake_port_clock_us - before_us, 300000);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "x");
  CHECK(!logged("later"));
  js_run();
  CHECK(logged("later"));
  CHECK_INT(js_load("await new Promise(r => setInterval(() => {}, 100)); export const handler = () => {}"),
            ISERE_ETIMEOUT);
  CHECK(logged("loading the function took longer than function.timeout_ms (10000 ms)"));
  CHECK(js_finish());
}

static void handler_may_come_in_any_form_of_export(void) {
  js_start();
  static const char *const sources[] = {
      "export const handler = () => 'ok'",
      "export async function handler() { return 'ok' }",
      "const f = () => 'ok'; export { f as handler }",
      "export let handler; await null; handler = () => 'ok'",
      "export const handler = (() => 'ok').bind()",
      "#!/usr/bin/env node\nexport const handler = () => 'ok'",
  };
  for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
    CHECK_INT(js_load(sources[i]), 0);
    CHECK_INT(js_get("/"), 0);
    CHECK_STR(answer.body, "ok");
  }
  CHECK(js_finish());
}

static void globals_are_those_of_the_contract(void) {
  js_start();
  CHECK_STR(timed("out.push(Object.getOwnPropertyNames(globalThis).filter(n => /^[a-z]/.test(n)).sort().join(' '))"),
            "[\"atob btoa clearInterval clearTimeout console crypto decodeURI decodeURIComponent encodeURI "
            "encodeURIComponent "
            "escape eval globalThis isFinite isNaN parseFloat parseInt performance process queueMicrotask setInterval "
            "setTimeout structuredClone undefined unescape\"]");
  CHECK(js_finish());
}

int main(void) {
  RUN(globals_come_when_code_that_names_them_runs);
  RUN(globals_come_when_named);
  RUN(what_an_error_came_of_is_in_the_log);
  RUN(console_shows_values_readably);
  RUN(console_knows_formats);
  RUN(console_runs_no_javascript);
  RUN(console_cuts_what_is_too_long);
  RUN(console_has_levels);
  RUN(console_knows_whose_call_it_is);
  RUN(timers_fire_in_order_with_their_arguments);
  RUN(intervals_repeat_until_they_are_cleared);
  RUN(cleared_timers_do_not_fire);
  RUN(a_timer_that_throws_is_logged_and_the_rest_goes_on);
  RUN(wrong_arguments_of_timers_are_errors);
  RUN(timers_beyond_max_timers_throw);
  RUN(microtasks_run_before_timers_and_their_errors_are_logged);
  RUN(math_random_is_seeded_by_the_port);
  RUN(modules_without_a_handler_are_refused);
  RUN(modules_that_do_not_load_are_refused);
  RUN(top_level_await_may_wait_for_timers);
  RUN(handler_may_come_in_any_form_of_export);
  RUN(globals_are_those_of_the_contract);
  return isere_test_finish();
}
