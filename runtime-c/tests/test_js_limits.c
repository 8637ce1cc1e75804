/**
 * @file
 * Functions that run for ever, fill the heap or attack the runtime: what breaks the context is reported, and a context
 * made anew from the same image serves the next call.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere_test.h"
#include "js/internal.h"
#include "js_harness.h"

/** Starts with a clock that moves when it is looked at, so that code that polls it runs out of time. */
static isere_options_t *start_ticking(void) {
  isere_options_t *options = js_start();
  options->function_timeout_ms = 100;
  fake_port_tick_us = 100;
  return options;
}

/** The handler is HANDLER for /bad and answers "fine" otherwise. */
static int load_bad(const char *handler) {
  static char source[8192];
  (void)snprintf(source, sizeof(source),
                 "const bad = %s; export const handler = (event, context, done) => "
                 "event.path === '/bad' ? bad(event, context, done) : 'fine'",
                 handler);
  return js_load(source);
}

/**
 * Calls the bad handler, lets timers run, and says what came of it: 0 or what broke the context. Then makes a new
 * context as the server does, and calls the good one.
 */
static int outcome_of(const char *handler) {
  if (load_bad(handler) != 0) return 1;
  int result = js_get("/bad");
  if (result == 0) {
    js_run();
    result = isere_js_broken(js);
  }
  answer_t bad = answer;
  if (result < 0) {
    if (isere_js_broken(js) != result || js_get("/") != result) return 2;
    if (load_bad(handler) != 0) return 3;
  }
  if (js_get("/") != 0 || strcmp(answer.body, "fine") != 0) return 4;
  answer = bad;
  return result;
}

/* --- time ---------------------------------------------------------------------------------------------------- */

static void endless_code_is_stopped_wherever_it_runs(void) {
  start_ticking();
  static const char *const handlers[] = {
      "() => { for (;;) ; }",
      "() => { for (;;) { try { for (;;) ; } catch {} finally { continue } } }",
      "async () => { for (;;) ; }",
      "async () => { await null; for (;;) ; }",
      "async () => { try { await null; for (;;) ; } catch { return 'caught' } }",
      "async () => { for (;;) await null }",
      "() => { const f = () => { Promise.resolve().then(f) }; f(); return 'x' }",
      "() => { const f = () => queueMicrotask(f); f(); return 'x' }",
      "() => { setTimeout(() => { for (;;) ; }, 1); return 'x' }",
      "() => { setInterval(async () => { await null; for (;;) ; }, 1) }",
      "() => ({ get body() { for (;;) ; } })",
      "() => ({ body: { toJSON() { for (;;) ; } } })",
      "() => ({ headers: new Proxy({}, { ownKeys() { for (;;) ; } }) })",
      "() => ({ get then() { for (;;) ; } })",
      "() => ({ then() { for (;;) ; } })",
      "(event, context, done) => { done({ get statusCode() { for (;;) ; } }) }",
      "() => { /^(a+)+$/.test('a'.repeat(40) + 'b') }",
      "() => { /(x+x+)+y/.exec('x'.repeat(60)) }",
      "() => { function* g() { for (;;) yield 1 } for (const x of g()) ; }",
      "() => { [1, 2].sort(() => { for (;;) ; }) }",
      "() => { Array.from({ length: 1e4 }, (_, i) => i).sort(() => { for (let i = 0; i < 1e4; i++) ; return 1 }) }",
      "() => { setTimeout(() => {}, { valueOf() { for (;;) ; } }) }",
      "() => { JSON.stringify({}, () => { for (;;) ; }) }",
      "() => { const p = new Promise(() => {}); p.then = () => { for (;;) ; }; return p.then() }",
      "() => { 'x'.repeat(100).replace(/x/g, () => { for (;;) ; }) }",
      "() => { eval('for (;;) ;') }",
      "async () => { const f = async () => { await new Promise(() => {}) }; for (;;) f() }",
      /* No bytecode runs in these jobs, so nothing polls the clock but the queue itself. */
      "() => { const all = []; all.push(Array.prototype.forEach.bind(all, queueMicrotask)); all[0](); return 'x' }",
  };
  for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
    int outcome = outcome_of(handlers[i]);
    if (outcome != ISERE_ETIMEOUT) FAIL("%s: %d\n%s", handlers[i], outcome, fake_port_log());
    if (answer.failed) FAIL("%s: was answered with %u", handlers[i], answer.status);
  }
  CHECK(!logged("interrupted"));
  CHECK(js_finish());
}

/** Each would end by itself, soon, without a look at the clock if only loops of bytecode looked at it. */
static void native_loops_are_stopped(void) {
  start_ticking()->function_timeout_ms = 20;
  static const char *const handlers[] = {
      "() => [].indexOf.call({ length: 2e6 }, 1)",
      "() => [].lastIndexOf.call({ length: 2e6 }, 1)",
      "() => [].includes.call({ length: 2e6 }, 1)",
      "() => [].every.call({ length: 2e6 }, () => true)",
      "() => [].reverse.call({ length: 4e6 })",
      "() => [].copyWithin.call({ length: 2e6 }, 1, 0)",
      "() => [].splice.call({ length: 2e6 }, 0, 1)",
      "() => [].unshift.call({ length: 2e6 }, 1)",
      "() => [].sort.call({ length: 2e6 })",
      "() => new Array(3e4).fill('ab').sort()",
      "() => new Array(2e6).join('')",
      "() => new Array(2e6).slice()",
      "() => new Array(2e6).flat()",
      "() => [].concat(new Array(2e6))",
      "() => { const body = []; body.length = 2e6; return { body } }",
      "() => { const text = '[' + '1,'.repeat(2e3) + '1]'; for (let i = 0; i < 300; i++) JSON.parse(text) }",
      "() => String.raw({ raw: { length: 1.5e6 } })",
      "() => 'a'.repeat(2e6).indexOf('b')",
      "() => 'a'.repeat(2e6).lastIndexOf('b')",
      "() => 'a'.repeat(2e5).includes('a'.repeat(1e5) + 'b')",
      "() => { for (let i = 0; i < 10; i++) 'a'.repeat(5e4).split('a') }",
      "() => 'a'.repeat(2e5).split('a'.repeat(1e5) + 'b').length",
      "() => 'a'.repeat(2e6).replaceAll('a', '').length",
  };
  for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
    int outcome = outcome_of(handlers[i]);
    if (outcome != ISERE_ETIMEOUT) FAIL("%s: %d %s\n%s", handlers[i], outcome, answer.body, fake_port_log());
  }
  CHECK(js_finish());
}

static void expensive_rounds_are_stopped_soon(void) {
  start_ticking()->function_timeout_ms = 20;
  static const char *const handlers[] = {
      "() => { for (let i = 0; i < 9000; i++) 'x'.repeat(1e5); return 'x' }",
      "() => { const s = 'x'.repeat(5e5); for (let i = 0; i < 3000; i++) [s, s].join(i); return 'x' }",
      "() => { for (let i = 0; i < 9000; i++) new Uint8Array(1e5); return 'x' }",
      "() => { const n = (1n << 20000n) - 1n; for (let i = 0; i < 3000; i++) n * n; return 'x' }",
      "() => { const s = 'x'.repeat(3e6); for (let i = 0; i < 400; i++) s.indexOf('y'); return 'x' }",
      "() => { const a = [1, 2, 3]; for (let i = 0; i < 5e4; i++) a.slice(); return 'x' }",
  };
  for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
    int outcome = outcome_of(handlers[i]);
    if (outcome != ISERE_ETIMEOUT) FAIL("%s: %d %s\n%s", handlers[i], outcome, answer.body, fake_port_log());
  }
  CHECK(js_finish());
}

/** Each of them is a single operation; the clock moves a millisecond with each look at it. */
static void large_native_operations_are_stopped(void) {
  start_ticking()->function_timeout_ms = 10;
  fake_port_tick_us = 1000;
  static const char *const handlers[] = {
      "() => { const n = (1n << 400000n) - 1n; n * n; return 'x' }",
      "() => { const n = (1n << 400000n) - 1n; n ** 2n; return 'x' }",
      "() => { const n = (1n << 400000n) - 1n, m = (1n << 200000n) + 1n; n / m; return 'x' }",
      "() => { const n = (1n << 400000n) - 1n, m = (1n << 200000n) + 1n; n % m; return 'x' }",
      "() => { const n = (1n << 200000n) - 1n; n.toString(); return 'x' }",
      "() => { const n = 1n - (1n << 200000n); n.toString(7); return 'x' }",
      "() => { BigInt('9'.repeat(6e4)); return 'x' }",
      "() => { eval('9'.repeat(6e4) + 'n'); return 'x' }",
      "() => { 'a'.repeat(3.5e6).split('b'); return 'x' }",
      "() => { 'a'.repeat(2e5).replaceAll('', ''); return 'x' }",
      "() => { 'ab'.repeat(1e5); return 'x' }",
      "() => { 'a'.repeat(5e4).toUpperCase(); return 'x' }",
      "() => { encodeURIComponent('a'.repeat(5e4)); return 'x' }",
      "() => { decodeURI('a'.repeat(5e4)); return 'x' }",
      "() => { new Float64Array(5e4).sort(); return 'x' }",
      "() => { new Uint8Array(5e4).toSorted(); return 'x' }",
      "() => { new Float64Array(new Array(3e4).fill(1)); return 'x' }",
      "() => { new Float64Array(new Uint8Array(3e4)); return 'x' }",
      "() => { new Uint8Array(3e4).join(); return 'x' }",
      "() => { new Array(3e4).fill(0).slice(); return 'x' }",
      "() => { escape('\\u0151'.repeat(3e4)); return 'x' }",
      "() => { unescape('%41'.repeat(3e4)); return 'x' }",
      "() => { JSON.stringify('\"'.repeat(3e4)); return 'x' }",
      "() => { '\\u0300\\u0316'.repeat(5e3).normalize('NFD'); return 'x' }",
      "() => { '\\u0151'.repeat(5e3).normalize(); return 'x' }",
      "() => { '\\u0151'.repeat(5e3).localeCompare('x'); return 'x' }",
      "() => { const o = {}; for (let i = 2e3; i > 0; i--) o[i * 3] = 0; Object.keys(o); return 'x' }",
      "() => { /^(a*)\\1b/.test('a'.repeat(9e3)); return 'x' }",
  };
  for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
    int outcome = outcome_of(handlers[i]);
    if (outcome != ISERE_ETIMEOUT) FAIL("%s: %d %s\n%s", handlers[i], outcome, answer.body, fake_port_log());
  }
  CHECK(js_finish());
}

/** Each round looks at much and asks for nothing itself: a call, an operator, a name. To make the arrays takes 20 ms.
 */
static void calls_that_look_at_much_are_stopped(void) {
  start_ticking()->function_timeout_ms = 30;
  fake_port_tick_us = 1000;
  static const char *const rounds[][2] = {
      {"text = '\\u0151'.repeat(4e5)", "text.isWellFormed()"},
      {"text = '\\u0151'.repeat(4e5)", "text.toWellFormed()"},
      {"text = ' '.repeat(4e5)", "text.trim()"},
      {"text = ' '.repeat(4e5)", "found += +text"},
      {"text = 'a'.repeat(4e5), object = {}", "found += object[text] === 1"},
      {"text = 'a'.repeat(4e5), map = new Map()", "map.get(text)"},
      {"text = 'a'.repeat(4e5), other = 'a'.repeat(4e5)", "found += text === other"},
      {"text = 'a'.repeat(4e5), other = 'a'.repeat(4e5)", "found += text < other"},
      {"array = new Array(2e4).fill(0)", "array.includes(1)"},
      {"array = new Array(2e4).fill(0)", "array.indexOf(1)"},
      {"array = new Array(2e4).fill(0)", "array.reverse()"},
      {"array = new Array(2e4).fill(0)", "array.copyWithin(1, 0)"},
      {"array = new Array(2e4).fill(0)", "array.shift()"},
      {"array = new Array(2e4).fill(0)", "array.pop(array.unshift(0))"},
      {"numbers = new Float64Array(2e5)", "numbers.fill(1)"},
      {"numbers = new Float64Array(2e5)", "numbers.reverse()"},
      {"numbers = new Float64Array(2e5)", "numbers.indexOf(1)"},
      {"numbers = new Float64Array(2e5)", "numbers.copyWithin(1, 0)"},
      {"numbers = new Float64Array(2e5), others = new Float64Array(2e5)", "numbers.set(others)"},
      {"numbers = new Float64Array(2e4), others = new Uint8Array(2e4)", "numbers.set(others)"},
  };
  char handler[256];
  for (size_t i = 0; i < sizeof(rounds) / sizeof(rounds[0]); i++) {
    const char *format = "() => { let found = 0; const %s; for (let i = 0; i < 300; i++) %s; return 'x' }";
    snprintf(handler, sizeof(handler), format, rounds[i][0], rounds[i][1]);
    int outcome = outcome_of(handler);
    if (outcome != ISERE_ETIMEOUT) FAIL("%s: %d %s\n%s", handler, outcome, answer.body, fake_port_log());
  }
  CHECK(js_finish());
}

static void large_native_operations_are_right(void) {
  js_start();
  CHECK_INT(
      outcome_of(
          "() => { const n = (1n << 4000n) - 1n, m = (1n << 1999n) + 12345n;"
          " if ((n / m) * m + n % m !== n) throw 1;"
          " if (BigInt(n.toString()) !== n || BigInt('0x' + n.toString(16)) !== n) throw 2;"
          " if (n ** 3n !== n * n * n) throw 3;"
          " const text = 'a'.repeat(70000) + 'bc' + 'a'.repeat(70000);"
          " if (text.split('bc').join() !== 'a'.repeat(70000) + ',' + 'a'.repeat(70000)) throw 4;"
          " if (text.split('ca').length !== 2 || text.split('d').length !== 1) throw 5;"
          " if ('\\u0151'.repeat(3) !== '\\u0151\\u0151\\u0151' || 'x'.padEnd(3, '\\u0151').length !== 3) throw 6;"
          " if ('x'.padStart(3, '\\u0151') !== '\\u0151\\u0151x' || '\\xe9'.repeat(3) !== '\\xe9\\xe9\\xe9') throw 7;"
          " if (new Float64Array([2, NaN, -0, 0, -1]).sort().join() !== '-1,0,0,2,NaN') throw 8;"
          " const many = new Int16Array(9999).map((_, i) => (i * 7919) % 9973 - 5000).sort();"
          " if (!many.every((v, i) => i === 0 || many[i - 1] <= v)) throw 9;"
          " return 'x' }"),
      0);
  CHECK_STR(answer.body, "x");
  CHECK(js_finish());
}

static void a_power_too_large_leaves_nothing_behind(void) {
  js_start();
  CHECK_INT(
      outcome_of("() => { const n = (1n << 600000n) + 1n; let errors = 0;"
                 " for (let i = 0; i < 200; i++) { try { n ** 2n } catch (e) { errors += e instanceof RangeError } }"
                 " return String(errors) }"),
      0);
  CHECK_STR(answer.body, "200");
  CHECK(js_finish());
}

static void a_call_that_was_answered_before_stays_answered(void) {
  start_ticking();
  CHECK_INT(outcome_of("(event, context, done) => { done('early'); for (;;) ; }"), ISERE_ETIMEOUT);
  CHECK_INT(answer.count, 1);
  CHECK_STR(answer.body, "early");
  CHECK_INT(outcome_of("async () => { queueMicrotask(() => { for (;;) ; }); return 'early' }"), ISERE_ETIMEOUT);
  CHECK_INT(answer.count, 1);
  CHECK_STR(answer.body, "early");
  CHECK(js_finish());
}

/** Once, with the person's own line, also where nobody gets the exception. */
static void an_endless_loop_is_named_in_the_log(void) {
  static const char *const handlers[] = {
      "() => {\n const spin = () => {\n for (;;) Math.abs(1);\n };\n spin() }",
      "async () => { await null;\n const spin = () => {\n for (;;) Math.abs(1);\n };\n spin() }",
      "() => {\n const spin = () => {\n for (;;) Math.abs(1);\n };\n setTimeout(() => { try { spin() } catch { } }) }",
      "() => {\n const spin = (x) => {\n [].indexOf.call({ length: 2 ** 53 - 1 }, 1)\n };\n spin() }",
  };
  start_ticking();
  for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
    CHECK_INT(js_handler(handlers[i]), 0);
    fake_port_clear_log();
    if (js_get("/") == 0) js_run();
    CHECK_INT(isere_js_broken(js), ISERE_ETIMEOUT);
    isere_js_log_broken(js, "so");
    CHECK_INT(log_count("the function ran too long without a break (function.timeout_ms: "), 1);
    if (!logged("    at spin (handler.js:3:")) FAIL("%s\n%s", handlers[i], fake_port_log());
  }
  CHECK(js_finish());
}

/** The time that making a context takes is no lack of memory. */
static void a_function_that_has_no_time_to_begin_is_told_so(void) {
  js_start();
  fake_port_tick_us = 3600000000;
  CHECK_INT(js_load("export const handler = () => 1"), ISERE_ETIMEOUT);
  CHECK(logged("loading the function took longer than function.timeout_ms"));
  fake_port_tick_us = 0;
  CHECK_INT(js_load("export const handler = () => 1"), 0);
  CHECK(js_finish());
}

static void loading_is_held_to_the_time_too(void) {
  start_ticking();
  static const char *const sources[] = {
      "for (;;) ;",
      "await null; for (;;) ;",
      "export const handler = () => {}; for (;;) await null",
      "await new Promise(() => setTimeout(() => { for (;;) ; }, 1))",
      "export default { get handler() { for (;;) ; } }",
      "class P { static get length() { for (;;) ; } }; export { P as handler }",
  };
  for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
    int result = js_load(sources[i]);
    if (result != ISERE_ETIMEOUT) FAIL("%s: %d\n%s", sources[i], result, fake_port_log());
    CHECK_INT(js_get("/"), ISERE_EINVAL);
  }
  CHECK_INT(js_load("export const handler = () => 'fine'"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK(js_finish());
}

static void code_gives_signs_of_life_until_it_is_to_end(void) {
  js_start()->function_timeout_ms = 1000;
  CHECK_INT(js_handler("() => { for (let i = 0; i < 1e5; i++); return 'x' }"), 0);
  fake_port_signs = 0;
  CHECK_INT(js_get("/"), 0);
  CHECK(fake_port_signs > 0);
  CHECK_INT(js_handler("async () => { for (let i = 0; i < 2e4; i++) await 0; return 'x' }"), 0);
  fake_port_signs = 0;
  CHECK_INT(js_get("/"), 0);
  CHECK(fake_port_signs > 100);
  /* The time is over from the start. */
  CHECK_INT(js_handler("() => { for (;;); }"), 0);
  fake_port_tick_us = 1000000;
  fake_port_signs = 0;
  CHECK_INT(js_get("/"), ISERE_ETIMEOUT);
  CHECK(fake_port_signs <= 1);
  fake_port_tick_us = 0;
  CHECK(js_finish());
}

static void code_within_its_time_is_not_stopped(void) {
  start_ticking();
  CHECK_INT(outcome_of("() => { let n = 0; for (let i = 0; i < 3e5; i++) n += i; return String(n) }"), 0);
  CHECK_STR(answer.body, "44999850000");
  CHECK_INT(outcome_of("async () => { for (let i = 0; i < 1000; i++) await i; return 'x' }"), 0);
  CHECK_STR(answer.body, "x");
  CHECK(js_finish());
}

/** Half a million marks, each before one that has to precede it. By insertion it would take longer than a test may. */
static void normalising_many_marks_ends_soon(void) {
  js_start()->js_heap_bytes = 64 * 1024 * 1024;
  CHECK_INT(outcome_of("() => { const n = 250000, text = 'a' + '\\u0307\\u0323'.repeat(n);"
                       "  const sorted = '\\u1ea1' + '\\u0323'.repeat(n - 1) + '\\u0307'.repeat(n);"
                       "  return String(text.normalize('NFC') === sorted) }"),
            0);
  CHECK_STR(answer.body, "true");
  /* Around the number that decides how they are sorted; what is equal keeps its order. */
  CHECK_INT(outcome_of("() => { for (let n = 1; n < 40; n++) {"
                       "  const text = 'q' + '\\u0307\\u0301\\u0323'.repeat(n);"
                       "  const sorted = 'q' + '\\u0323'.repeat(n) + '\\u0307\\u0301'.repeat(n);"
                       "  if (text.normalize('NFD') !== sorted) return String(n) }"
                       "  return 'all' }"),
            0);
  CHECK_STR(answer.body, "all");
  CHECK(js_finish());
}

/* --- memory -------------------------------------------------------------------------------------------------- */

static void code_that_fills_the_heap_breaks_its_context(void) {
  js_start()->js_heap_bytes = 512 * 1024;
  static const char *const handlers[] = {
      "() => { const a = []; for (;;) a.push({}) }",
      "() => { const a = []; for (;;) { try { for (;;) a.push([1, 2, 3]) } catch {} } }",
      "() => { let s = 'x'; for (;;) { s += s + 'y'.repeat(1000); JSON.stringify(s) } }",
      "() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, 'v' + i) }",
      "() => { const o = {}; for (let i = 0; ; i++) o['k' + i] = i }",
      "() => { const a = []; for (;;) a.push(new Uint8Array(10000)) }",
      "async () => { const a = []; for (;;) { a.push(new Array(100)); await null } }",
      "() => { const a = []; for (;;) a.push(Promise.resolve(1).then(() => {})) }",
      "() => { const f = (a) => { setTimeout(f, 1, [...a, ...a]) }; f([1]); return 'x' }",
      "() => { const a = []; try { for (;;) a.push({}) } catch { return 'caught' } }",
      "() => ({ get body() { const a = []; for (;;) a.push({}) } })",
      "() => ({ headers: { get a() { const a = []; for (;;) a.push({}) } } })",
      "() => { for (;;) queueMicrotask(() => {}) }",
      "() => { let f = () => {}; for (;;) f = f.bind(null, f) }",
      "() => { let s = ''; for (;;) s = [s, s, 'x'].join(',') }",
      "() => { const a = []; for (;;) a.push(Symbol('s' + a.length)) }",
      "() => { const a = []; for (;;) a.push(function* () {}()) }",
  };
  for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
    int outcome = outcome_of(handlers[i]);
    if (outcome != ISERE_ENOMEM) FAIL("%s: %d %u\n%s", handlers[i], outcome, answer.status, fake_port_log());
    if (answer.failed) FAIL("%s: was answered with %u", handlers[i], answer.status);
  }
  CHECK(js_finish());
}

/** Memory is full in the first rounds. */
static void code_after_the_end_of_memory_is_stopped_soon(void) {
  js_start()->js_heap_bytes = 1024 * 1024;
  CHECK_INT(outcome_of("() => { const a = []; for (let i = 0; i < 5000; i++) {"
                       "  if (i > 500) { console.log('still running'); return 'x' }"
                       "  try { a.push(new Array(10000).fill(1)) } finally { continue } } }"),
            ISERE_ENOMEM);
  CHECK(!logged("still running"));
  CHECK(js_finish());
}

static void a_single_absurd_allocation_is_an_ordinary_error(void) {
  js_start();
  CHECK_INT(outcome_of("() => { try { return new Uint8Array(2 ** 30) } catch (e) { return 'caught' } }"), 0);
  CHECK_STR(answer.body, "caught");
  CHECK_INT(outcome_of("() => { try { return 'x'.repeat(2 ** 29) } catch (e) { return 'caught' } }"), 0);
  CHECK_STR(answer.body, "caught");
  CHECK_INT(outcome_of("() => 'x'.repeat(2 ** 40)"), 0);
  CHECK_INT(answer.status, 500);
  CHECK(js_finish());
}

static void garbage_in_cycles_is_collected_before_the_heap_is_full(void) {
  js_start()->js_heap_bytes = 1024 * 1024;
  CHECK_INT(outcome_of("() => { for (let i = 0; i < 2e5; i++) { const a = { i }; a.a = a } return 'x' }"), 0);
  CHECK_STR(answer.body, "x");
  /* Even when most of the heap is alive. */
  CHECK_INT(outcome_of("() => { const kept = []; for (let i = 0; i < 3500; i++) kept.push({ i });"
                       "  for (let i = 0; i < 1e5; i++) { const a = { i }; a.a = a } return String(kept.length) }"),
            0);
  CHECK_STR(answer.body, "3500");
  CHECK(isere_js_memory(js).peak > 700 * 1024);
  CHECK(js_finish());
}

static void many_calls_leave_the_heap_as_it_was(void) {
  js_start();
  static const char *const handlers[] = {
      "async (event) => ({ headers: { a: 'b' }, body: { hello: event.path } })",
      "async (event, context) => { await null; throw new Error(context.requestId) }",
      "(event, context, done) => { setTimeout(done, 1, null, event.query) }",
      "(event, context, done) => { done('a'); return 'b' }",
      "() => ({ then(f) { f('x') } })",
      "() => ({ headers: { a: '\\n' } })",
      "async () => { Promise.reject(new Error('nobody')) }",
      "() => new Promise(() => {})",
  };
  for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
    CHECK_INT(js_handler(handlers[i]), 0);
    size_t used[2] = {0, 0};
    for (int round = 0; round < 2; round++) {
      for (int n = 0; n < 500; n++) {
        CHECK_INT(js_get("/path?a=b"), 0);
        if (n % 20 == 19) js_run();
      }
      used[round] = isere_js_memory(js).used;
    }
    /* Garbage in cycles may come and go. */
    if (used[1] > used[0] + 4096 && used[1] > 400000) FAIL("%s: %zu, %zu", handlers[i], used[0], used[1]);
    CHECK(js_finish());
    fake_port_clear_log();
  }
}

static void a_function_too_large_for_the_heap_is_refused(void) {
  js_start()->js_heap_bytes = 512 * 1024;
  CHECK_INT(js_load("export const a = new Uint8Array(480000); export const handler = () => {}"), ISERE_ENOMEM);
  CHECK(logged("the function does not fit into the JavaScript heap of 524288 bytes (js.heap_bytes)"));
  CHECK_INT(js_load("export const handler = () => 'fits'"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "fits");
  CHECK(js_finish());
}

/** From too small for an empty runtime to enough: each size is refused or works. */
static void every_size_of_heap_is_refused_or_works(void) {
  int loaded = 0, refused = 0;
  for (uint32_t bytes = 1024; bytes < 200 * 1024; bytes += 1021) {
    js_start()->js_heap_bytes = bytes;
    int result = js_handler("async (event) => { await null; return { body: { hello: event.path } } }");
    if (result == ISERE_ENOMEM) {
      refused++;
      continue;
    }
    CHECK_INT(result, 0);
    loaded++;
    result = js_get("/a%20b?c=d");
    CHECK(result == ISERE_ENOMEM || (result == 0 && answer.status == 200));
  }
  CHECK(loaded > 30 && refused > 30);
  CHECK(js_finish());
}

/**
 * Memory ends a little later each time, down to 16 bytes: each allocation of a call fails once. The heap of sanitizer
 * builds obeys its size at any time; the arena does not, and there every call succeeds.
 */
static void every_allocation_of_a_call_may_fail(void) {
  static const char *const handlers[] = {
      "async (event, context) => { await null; return { headers: { a: ['b', 1] }, body: { hello: event, context } } }",
      "(event, context, done) => { setTimeout(done, 1, null, { body: new Uint8Array(100) }) }",
      "async () => { console.log({ a: [1] }, '\xC3\xBC'); throw new Error('e') }",
      "() => { const deeper = (n) => n > 0 ? deeper(n - 1) : null.x; deeper(2) }",
      "() => ({ then(f) { f({ body: 'aGk=', isBase64Encoded: true }) } })",
      "(event, context, done) => { Promise.reject(1); done({ headers: { 'x y': 'a' } }); return [1] }",
      "() => ({ headers: Object.fromEntries(Array.from({ length: 20 }, (_, i) => ['h' + i, i])), body: "
      "'\\u00fc\\ud800' })",
  };
  const isere_header_t headers[] = {{ISERE_STR("Host"), ISERE_STR("h")},
                                    {ISERE_STR("Accept"), ISERE_STR("a")},
                                    {ISERE_STR("accept"), ISERE_STR("\xFF")},
                                    {ISERE_STR("X-A-Very-Long-Name-That-Is-Not-Cached"), ISERE_STR("b")},
                                    {ISERE_STR("Set-Cookie"), ISERE_STR("c")}};
  const isere_request_t request = {.method = ISERE_STR("BREW"),
                                   .raw_path = ISERE_STR("/%C3%BC%FF"),
                                   .raw_query = ISERE_STR("a=1&a=%FF&b&a=3"),
                                   .headers = headers,
                                   .header_count = 5,
                                   .body = ISERE_STR("\xFF\xFE"),
                                   .has_body = true};
  for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
    js_start();
    size_t extra = 0;
    for (int failed = 1; failed; extra += 16) {
      CHECK_INT(js_handler(handlers[i]), 0);
      js->heap.size = js->heap.used + extra;
      int result = js_call(&request);
      if (result == 0) js_run();
      failed = isere_js_broken(js) != 0;
      CHECK(result == isere_js_broken(js) || result == 0);
      CHECK(isere_js_broken(js) == 0 || isere_js_broken(js) == ISERE_ENOMEM);
      CHECK(failed || answer.count == 1);
      CHECK(answer.count <= 1);
      fake_port_clear_log();
    }
    CHECK(extra < 200000);
  }
  CHECK(js_finish());
}

static void events_too_large_for_the_heap_break_the_context_only(void) {
  js_start()->js_heap_bytes = 512 * 1024;
  static char body[500000];
  memset(body, 'x', sizeof(body));
  CHECK_INT(js_handler("(event) => String(event.body?.length)"), 0);
  CHECK_INT(js_post(body, 100000), 0);
  CHECK_STR(answer.body, "100000");
  CHECK_INT(js_post(body, sizeof(body)), ISERE_ENOMEM);
  CHECK_INT(answer.count, 0);
  CHECK_INT(js_handler("(event) => String(event.body?.length)"), 0);
  body[0] = '\xFF';
  CHECK_INT(js_post(body, sizeof(body)), 0); /* its base64 is larger than the arena: an ordinary error */
  CHECK_INT(answer.status, 500);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "undefined");
  CHECK(js_finish());
}

/* --- attacks ------------------------------------------------------------------------------------------------- */

static void a_function_cannot_reach_the_runtime_through_what_it_redefines(void) {
  js_start();
  CHECK_INT(js_load("Promise.prototype.then = () => { throw new Error('then') }; Object.prototype.statusCode = 42;"
                    "Object.prototype.body = 'polluted'; JSON.stringify = () => 'stolen'; Array.isArray = () => true;"
                    "Object.keys = () => ['x']; Function.prototype.call = null; globalThis.Promise = null;"
                    "Object.defineProperty(Object.prototype, 'headers', { get() { return { polluted: 'yes' } } });"
                    "Object.defineProperty(Object.prototype, 'path', { set(v) { throw new Error('set') } });"
                    "export const handler = async (event) => { await new "
                    "globalThis.Object.getPrototypeOf.constructor('return 1')();"
                    "  return { a: event.path } }"),
            0);
  CHECK_INT(js_get("/p"), 0);
  CHECK_INT(answer.status, 200);
  CHECK_STR(answer.body, "{\"a\":\"/p\"}");
  CHECK_STR(answer.headers, "content-type: application/json\n");
  CHECK(js_finish());
}

static void frozen_globals_and_prototypes_do_no_harm(void) {
  js_start();
  CHECK_INT(
      js_load("for (const n of Object.getOwnPropertyNames(globalThis)) { try { Object.freeze(globalThis[n]);"
              "  Object.freeze(globalThis[n].prototype) } catch {} } Object.freeze(globalThis);"
              "export const handler = async (event, context) => { Object.freeze(event); Object.freeze(context);"
              "  await new Promise(r => setTimeout(r, 1)); return event.path + context.getRemainingTimeInMillis() }"),
      0);
  CHECK_INT(js_get("/p"), 0);
  js_run();
  CHECK_STR(answer.body, "/p9999");
  CHECK(js_finish());
}

/** AddressSanitizer sees what happens outside of the buffer: the tests' heap is malloc's. */
static void a_shared_buffer_grows_within_its_memory(void) {
  js_start();
  CHECK_INT(js_handler("() => { const shared = new SharedArrayBuffer(8, { maxByteLength: 65536 }); shared.grow(65536);"
                       "  const bytes = new Uint8Array(shared); bytes[65535] = 7;"
                       "  return String(bytes.length + bytes[0] + bytes[65535]) }"),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "65543");
  CHECK(js_finish());
}

static void a_hundred_thousand_timers_are_held_to_the_limit(void) {
  js_start();
  CHECK_INT(outcome_of("() => { let n = 0, last; for (let i = 0; i < 1e5; i++) { try { setTimeout(() => {}, i); n++ }"
                       "  catch (e) { last = e } } return `${n} ${last.name}` }"),
            0);
  CHECK_STR(answer.body, "1024 RangeError");
  CHECK(js_finish());
}

static void done_kept_for_later_never_ends_another_call(void) {
  js_start();
  CHECK_INT(js_load("const kept = []; export const handler = (event, context, done) => { kept.push(done);"
                    "  for (const d of kept.slice(0, -1)) { d('stale'); d(new Error('stale')) } done('mine') }"),
            0);
  for (int i = 0; i < 50; i++) {
    CHECK_INT(js_get("/"), 0);
    CHECK_INT(answer.count, 1);
    CHECK_STR(answer.body, "mine");
  }
  CHECK_INT(log_count("the call had ended already"), 49);
  CHECK(js_finish());
}

static void stale_objects_survive_collection(void) {
  js_start()->js_heap_bytes = 1024 * 1024;
  CHECK_INT(
      js_load(
          "let last; const r = new FinalizationRegistry(() => {}); export const handler = (event, context, done) => {"
          "  r.register(done, 1); r.register(context, 2); const cycle = { done, context, event }; cycle.self = cycle;"
          "  const w = new WeakRef(done); for (let i = 0; i < 1000; i++) { const a = { w }; a.a = a }"
          "  last?.context.getRemainingTimeInMillis(); last = cycle; return new Promise(f => { setTimeout(f, 1, 'x') "
          "}) }"),
      0);
  for (int i = 0; i < 100; i++) {
    CHECK_INT(js_get("/"), 0);
    js_run();
    CHECK_STR(answer.body, "x");
  }
  CHECK(js_finish());
}

/** The host's callbacks may come with JavaScript on the stack: to call in again is refused, not dangerous. */
static int reentry_result = 1;

static void respond_and_call_again(void *user, void *token, const char *request_id, const isere_response_t *response) {
  (void)user;
  (void)token;
  (void)request_id;
  reentry_result = js_get("/again");
  if (response->release != NULL) response->release(response->owner);
}

static void calling_in_from_a_callback_is_refused(void) {
  isere_options_t *options = js_start();
  const isere_js_host_t host = {.respond = respond_and_call_again};
  CHECK_INT(isere_loop_init(&loop, 1, options->function_max_timers + options->function_max_in_flight, NULL, NULL), 0);
  js = isere_js_create(&loop, options, &host);
  CHECK_INT(js_handler("(event, context, done) => { done('x') }"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(reentry_result, ISERE_EINVAL);
  CHECK(js_finish());
}

int main(void) {
  RUN(endless_code_is_stopped_wherever_it_runs);
  RUN(native_loops_are_stopped);
  RUN(expensive_rounds_are_stopped_soon);
  RUN(large_native_operations_are_stopped);
  RUN(calls_that_look_at_much_are_stopped);
  RUN(large_native_operations_are_right);
  RUN(a_power_too_large_leaves_nothing_behind);
  RUN(a_call_that_was_answered_before_stays_answered);
  RUN(an_endless_loop_is_named_in_the_log);
  RUN(a_function_that_has_no_time_to_begin_is_told_so);
  RUN(loading_is_held_to_the_time_too);
  RUN(code_gives_signs_of_life_until_it_is_to_end);
  RUN(code_within_its_time_is_not_stopped);
  RUN(normalising_many_marks_ends_soon);
  RUN(code_that_fills_the_heap_breaks_its_context);
  RUN(code_after_the_end_of_memory_is_stopped_soon);
  RUN(a_single_absurd_allocation_is_an_ordinary_error);
  RUN(garbage_in_cycles_is_collected_before_the_heap_is_full);
  RUN(many_calls_leave_the_heap_as_it_was);
  RUN(a_function_too_large_for_the_heap_is_refused);
  RUN(every_size_of_heap_is_refused_or_works);
  RUN(every_allocation_of_a_call_may_fail);
  RUN(events_too_large_for_the_heap_break_the_context_only);
  RUN(a_function_cannot_reach_the_runtime_through_what_it_redefines);
  RUN(frozen_globals_and_prototypes_do_no_harm);
  RUN(a_shared_buffer_grows_within_its_memory);
  RUN(a_hundred_thousand_timers_are_held_to_the_limit);
  RUN(done_kept_for_later_never_ends_another_call);
  RUN(stale_objects_survive_collection);
  RUN(calling_in_from_a_callback_is_refused);
  return isere_test_finish();
}
