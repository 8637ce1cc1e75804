/**
 * @file
 * The life of a call: results by return, promise and done; the first one wins; errors; time that is over.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere_test.h"
#include "js/internal.h"
#include "js_harness.h"

/** Loads `export const handler = EXPRESSION`, calls it, lets timers run, and gives "STATUS BODY". */
static const char *result_of(const char *expression) {
  static char shown[sizeof(answer.body) + 32];
  fake_port_clear_log();
  if (js_handler(expression) < 0 || js_get("/path") < 0) return "error";
  js_run();
  (void)snprintf(shown, sizeof(shown), "%u %s", answer.status, answer.body);
  return answer.count > 1 ? "more than one answer" : shown;
}

#define LATE "the call had ended already"

/* --- results ------------------------------------------------------------------------------------------------- */

static void values_promises_and_thenables_are_results(void) {
  js_start();
  CHECK_STR(result_of("() => 'value'"), "200 value");
  CHECK_STR(result_of("async () => 'async'"), "200 async");
  CHECK_STR(result_of("async () => { await null; await 1; return 'awaited' }"), "200 awaited");
  CHECK_STR(result_of("() => Promise.resolve('promise')"), "200 promise");
  CHECK_STR(result_of("() => new Promise(r => setTimeout(r, 50, 'later'))"), "200 later");
  CHECK_STR(result_of("() => new Promise(r => queueMicrotask(() => r('soon')))"), "200 soon");
  CHECK_STR(result_of("() => ({ then(resolve) { resolve('thenable') } })"), "200 thenable");
  CHECK_STR(result_of("() => ({ then(resolve) { setTimeout(resolve, 5, 'late thenable') } })"), "200 late thenable");
  CHECK_STR(result_of("async () => ({ then(resolve) { resolve('inner') } })"), "200 inner");
  CHECK_STR(result_of("() => ({ then: 1, x: 2 })"), "200 {\"then\":1,\"x\":2}");
  CHECK_STR(result_of("() => { class P extends Promise {} return P.resolve('sub') }"), "200 sub");
  CHECK_STR(result_of("(event) => event.path"), "200 /path");
  CHECK_STR(result_of("function () { return typeof this }"), "200 undefined");
  CHECK_STR(result_of("{ async handler() { return 'method' } }.handler"), "200 method");
  CHECK_STR(result_of("new Proxy(() => 'proxied', {})"), "200 proxied");
  CHECK_STR(result_of("(() => 'bound').bind(null)"), "200 bound");
  CHECK_STR(fake_port_log(), "");
  CHECK(js_finish());
}

static void undefined_is_an_empty_200(void) {
  js_start();
  CHECK_STR(result_of("() => {}"), "200 ");
  CHECK_STR(result_of("async () => {}"), "200 ");
  CHECK_STR(result_of("async (event, context, done) => {}"), "200 ");
  CHECK_STR(result_of("() => Promise.resolve()"), "200 ");
  CHECK_STR(answer.headers, "");
  CHECK(js_finish());
}

static void done_takes_a_response_or_an_error(void) {
  js_start();
  CHECK_STR(result_of("(event, context, done) => { done({ statusCode: 201, body: 'd' }) }"), "201 d");
  CHECK_STR(result_of("(event, context, done) => { done() }"), "200 ");
  CHECK_STR(result_of("(event, context, done) => { done('text') }"), "200 text");
  CHECK_STR(result_of("(event, context, done) => { done(null, 'two') }"), "200 two");
  CHECK_STR(result_of("(event, context, done) => { done(undefined, 'two') }"), "200 two");
  CHECK_STR(result_of("(event, context, done) => { done(null) }"), "200 ");
  CHECK_STR(result_of("(event, context, done) => { setTimeout(done, 20, null, 'later') }"), "200 later");
  CHECK_STR(result_of("(event, context, ...rest) => { rest[0]('rest'); return new Promise(() => {}) }"), "200 rest");
  CHECK_STR(result_of("function () { arguments[2]('arguments') }"), "200 arguments");
  CHECK_STR(result_of("(event, context, done) => { done.call({}, 'this') }"), "200 this");
  CHECK_STR(result_of("(event, context, done) => { new Promise(r => r('x')).then(done) }"), "200 x");
  CHECK_STR(fake_port_log(), "");
  CHECK_STR(result_of("(event, context, done) => { done(new Error('e1')) }"), "500 ");
  CHECK(logged("error [7a55300b-0000000c] the handler failed: Error: e1\n    at handler (handler.js:1:"));
  CHECK_STR(result_of("(event, context, done) => { done('e2', 'never') }"), "500 ");
  CHECK(logged("the handler failed: threw \"e2\" (not an Error)"));
  CHECK_STR(result_of("(event, context, done) => { done(new TypeError('e3'), 'never') }"), "500 ");
  CHECK(logged("TypeError: e3"));
  CHECK(js_finish());
}

static void done_is_a_function_like_any_other(void) {
  js_start();
  CHECK_STR(result_of("(event, context, done) => [typeof done, done instanceof Function, typeof done.call]"),
            "200 [\"function\",true,\"function\"]");
  CHECK_STR(result_of("(event, context, done) => { try { new done() } catch (e) { return e.name } }"), "200 TypeError");
  CHECK(js_finish());
}

/* --- the first wins ------------------------------------------------------------------------------------------ */

static void the_first_result_wins_and_later_ones_warn_once(void) {
  js_start();
  CHECK_STR(result_of("(event, context, done) => { done('a'); done('b'); done('c'); return 'd' }"), "200 a");
  CHECK_INT(log_count(LATE), 1);
  CHECK(logged("warn [7a55300b-00000001] the call had ended already; what came from done() is ignored"));
  CHECK_STR(result_of("(event, context, done) => { done('a'); return 'd' }"), "200 a");
  CHECK_INT(log_count(LATE), 1);
  CHECK_STR(
      result_of("async (event, context, done) => { setTimeout(done, 5, 'b'); setTimeout(done, 6, 'c'); return 'a' }"),
      "200 a");
  CHECK_INT(log_count(LATE), 1);
  CHECK_STR(result_of("async (event, context, done) => { done('a'); await null; return 'b' }"), "200 a");
  CHECK_INT(log_count(LATE), 1);
  CHECK_STR(result_of("(event, context, done) => { done('a'); return new Promise(r => setTimeout(r, 9, 'b')) }"),
            "200 a");
  CHECK_INT(log_count(LATE), 1);
  CHECK_STR(result_of("(event, context, done) => { done('a'); return { then(f) { f('b'); done('c') } } }"), "200 a");
  CHECK_INT(log_count(LATE), 1);
  CHECK(js_finish());
}

static void an_async_handler_that_calls_done_is_not_warned(void) {
  js_start();
  CHECK_STR(result_of("async (event, context, done) => { done('a') }"), "200 a");
  CHECK_STR(result_of("async (event, context, done) => { done('a'); await null }"), "200 a");
  CHECK_STR(result_of("async (event, context, done) => { done('a'); await new Promise(r => setTimeout(r, 5)) }"),
            "200 a");
  CHECK_STR(fake_port_log(), "");
  CHECK(js_finish());
}

static void an_error_after_the_end_is_logged_and_changes_nothing(void) {
  js_start();
  CHECK_STR(result_of("(event, context, done) => { done('a'); throw new Error('late one') }"), "200 a");
  CHECK(logged("warn [7a55300b-00000001] the call had ended already; this comes late: Error: late one"));
  CHECK_STR(result_of("async (event, context, done) => { done('a'); throw new Error('late two') }"), "200 a");
  CHECK(logged("late two"));
  CHECK(!logged("unhandled"));
  CHECK_STR(
      result_of("async (event, context, done) => { done('a'); await new Promise(r => setTimeout(r, 5)); throw 3 }"),
      "200 a");
  CHECK(logged("this comes late: threw 3 (not an Error)"));
  CHECK_STR(result_of("(event, context, done) => { done('a'); done(new Error('late four')); }"), "200 a");
  CHECK(logged("late four"));
  CHECK(js_finish());
}

static void done_inside_a_getter_of_the_response_comes_too_late(void) {
  js_start();
  CHECK_STR(result_of("(event, context, done) => ({ get body() { done('inner'); return 'outer' } })"), "200 outer");
  CHECK_INT(log_count(LATE), 1);
  CHECK_STR(result_of("(event, context, done) => { done({ get body() { done('inner'); return 'outer' } }) }"),
            "200 outer");
  CHECK_INT(log_count(LATE), 1);
  CHECK(js_finish());
}

static void a_call_may_be_ended_by_another(void) {
  js_start();
  CHECK_INT(js_load("let first; export const handler = (event, context, done) => { if (!first) { first = done; return }"
                    "  return { headers: { get a() { first('to the first'); return 'x' } }, body: 'to the second' } }"),
            0);
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(answer.count, 0);
  CHECK_INT(js->in_flight, 1);
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(answer.count, 2);
  CHECK_STR(answer.body, "to the second");
  CHECK_STR(answer.headers, "a: x\ncontent-type: text/plain; charset=utf-8\n");
  CHECK_INT(js->in_flight, 0);
  CHECK(js_finish());
}

static void a_handler_that_returns_itself_or_its_arguments_is_answered(void) {
  js_start();
  CHECK_STR(result_of("function self() { return self }"), "500 ");
  CHECK(logged("its body is a function"));
  CHECK_STR(result_of("(event, context, done) => done"), "500 ");
  CHECK_STR(result_of("(event) => event") + 4,
            "{\"method\":\"GET\",\"path\":\"/path\",\"rawPath\":\"/path\",\"query\":{},"
            "\"rawQuery\":\"\",\"headers\":{},\"isBase64Encoded\":false}");
  CHECK_STR(result_of("(event, context) => Object.keys(context).length"), "200 5");
  CHECK(js_finish());
}

/* --- errors -------------------------------------------------------------------------------------------------- */

static void what_a_handler_throws_is_a_500_and_in_the_log(void) {
  js_start();
  CHECK_STR(result_of("function handler() {\n  throw new RangeError('boom')\n}"), "500 ");
  CHECK(answer.failed);
  CHECK(logged("error [7a55300b-00000001] the handler failed: RangeError: boom\n    at handler (handler.js:2:"));
  CHECK_STR(result_of("async () => { throw new Error('rejected') }"), "500 ");
  CHECK(logged("the handler failed: Error: rejected\n    at"));
  CHECK(!logged("unhandled"));
  CHECK_STR(result_of("async () => { await null; throw 42 }"), "500 ");
  CHECK(logged("the handler failed: threw 42 (not an Error)"));
  CHECK_STR(result_of("() => Promise.reject({ a: 1 })"), "500 ");
  CHECK(logged("the handler failed: threw { a: 1 } (not an Error)"));
  CHECK_STR(result_of("() => { throw undefined }"), "500 ");
  CHECK(logged("threw undefined (not an Error)"));
  CHECK_STR(result_of("() => ({ get then() { throw new Error('in then') } })"), "500 ");
  CHECK(logged("Error: in then"));
  CHECK_STR(result_of("() => ({ then() { throw new Error('from then') } })"), "500 ");
  CHECK(logged("Error: from then"));
  CHECK_STR(result_of("() => ({ then(f, r) { r(new Error('by then')) } })"), "500 ");
  CHECK(logged("Error: by then"));
  CHECK(!logged("unhandled"));
  CHECK_STR(result_of("() => { throw new Proxy(new Error('x'), {}) }"), "500 ");
  CHECK_STR(result_of("() => nothing.at.all"), "500 ");
  CHECK(logged("ReferenceError: 'nothing' is not defined"));
  CHECK_STR(result_of("() => new Promise((f, r) => setTimeout(r, 5, new Error('late')))"), "500 ");
  CHECK(logged("the handler failed: Error: late"));
  CHECK(js_finish());
}

static void deep_recursion_is_a_500(void) {
  js_start();
  CHECK_STR(result_of("function f() { return f() + 1 }"), "500 ");
  CHECK(logged("InternalError: stack overflow"));
  CHECK_STR(result_of("async function f() { return await f() + 1 }"), "500 ");
  CHECK_STR(result_of("() => { const f = n => [n].map(f); f(1) }"), "500 ");
  CHECK_STR(result_of("() => JSON.parse('['.repeat(1e5))"), "500 ");
  CHECK_STR(result_of("() => { let a = []; for (let i = 0; i < 1e4; i++) a = [a]; return a }"), "500 ");
  CHECK_STR(result_of("() => RegExp('('.repeat(1e5) + ')'.repeat(1e5))"), "500 ");
  CHECK_STR(result_of("() => { try { (function f() { f() })() } catch { return 'caught' } }"), "200 caught");
  CHECK(js_finish());
}

static void unhandled_rejections_are_logged_with_their_place(void) {
  js_start();
  CHECK_STR(result_of("() => { Promise.reject(new Error('nobody')); return 'ok' }"), "200 ok");
  CHECK(logged("error [7a55300b-00000001] unhandled rejection: Error: nobody\n    at"));
  CHECK_INT(log_count("unhandled"), 1);
  CHECK_STR(result_of("() => { Promise.reject(new Error('somebody')).catch(() => {}); return 'ok' }"), "200 ok");
  CHECK_STR(result_of("() => { const p = Promise.reject(1); queueMicrotask(() => p.catch(() => {})); return 'ok' }"),
            "200 ok");
  CHECK_STR(result_of("async () => { try { await Promise.reject(1) } catch { return 'ok' } }"), "200 ok");
  CHECK_STR(result_of("async () => (await Promise.allSettled([1, 2, 3].map(async n => { throw n }))).length"), "200 3");
  CHECK_STR(fake_port_log(), "");
  CHECK_STR(result_of("() => { for (let i = 0; i < 40; i++) Promise.reject(i); return 'ok' }"), "200 ok");
  CHECK_INT(log_count("unhandled rejection: threw"), 32);
  CHECK(logged("8 further unhandled rejections"));
  fake_port_clear_log();
  CHECK_STR(result_of("() => { for (let i = 0; i < 40; i++) { const p = Promise.reject(i);"
                      "  queueMicrotask(() => p.catch(() => {})) } return 'ok' }"),
            "200 ok");
  CHECK_STR(fake_port_log(), "");
  CHECK_STR(result_of("() => { setTimeout(() => { Promise.reject('in timer') }, 1); return 'ok' }"), "200 ok");
  CHECK(logged("error [7a55300b-00000008] unhandled rejection: threw \"in timer\""));
  CHECK(js_finish());
}

/* --- time ---------------------------------------------------------------------------------------------------- */

static void a_promise_that_never_settles_costs_its_call_alone(void) {
  js_start();
  CHECK_INT(js_load("let n = 0; export const handler = () => n++ === 0 ? new Promise(() => {}) : 'second'"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(answer.count, 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "second");
  memset(&answer, 0, sizeof(answer));
  int64_t before_us = fake_port_clock_us;
  js_run();
  CHECK_INT(answer.status, 504);
  CHECK(answer.failed);
  CHECK_STR(answer.request_id, "7a55300b-00000001");
  CHECK_INT(fake_port_clock_us - before_us, 10000000);
  CHECK(logged("error [7a55300b-00000001] no response within function.timeout_ms (10000 ms)"));
  CHECK_INT(isere_js_broken(js), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_STR(answer.body, "second");
  CHECK(js_finish());
}

static void a_result_after_the_504_is_dropped(void) {
  js_start();
  CHECK_INT(js_handler("() => new Promise(r => setTimeout(r, 10001, 'too late'))"), 0);
  CHECK_INT(js_get("/"), 0);
  js_run();
  CHECK_INT(answer.count, 1);
  CHECK_INT(answer.status, 504);
  CHECK_INT(log_count(LATE), 1);
  CHECK_INT(js_handler("(event, context, done) => {}"), 0);
  CHECK_INT(js_get("/"), 0);
  js_run();
  CHECK_INT(answer.status, 504);
  CHECK_STR(result_of("() => new Promise(r => setTimeout(r, 9999, 'in time'))"), "200 in time");
  CHECK(js_finish());
}

static void calls_beyond_max_in_flight_are_turned_away(void) {
  js_start()->function_max_in_flight = 2;
  CHECK_INT(js_handler("(event, context, done) => { setTimeout(done, 5, 'x') }"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(js_get("/"), 0);
  CHECK_INT(js_get("/"), ISERE_ERANGE);
  CHECK_INT(js->in_flight, 2);
  js_run();
  CHECK_INT(js->in_flight, 0);
  CHECK_INT(js_get("/"), 0);
  js_run();
  CHECK_STR(answer.body, "x");
  CHECK(js_finish());
}

static void several_calls_run_side_by_side(void) {
  js_start();
  CHECK_INT(js_load("export const handler = async (event) => { const ms = Number(event.query.ms);"
                    "  await new Promise(r => setTimeout(r, ms)); return `${event.query.n}` }"),
            0);
  CHECK_INT(js_get("/?n=a&ms=30"), 0);
  CHECK_INT(js_get("/?n=b&ms=20"), 0);
  CHECK_INT(js_get("/?n=c&ms=10"), 0);
  CHECK_INT(js->in_flight, 3);
  const char *const order[] = {"c", "b", "a"};
  for (int i = 0; i < 3; i++) {
    answer.count = 0;
    while (answer.count == 0)
      CHECK_INT(isere_loop_turn(&loop), 0);
    CHECK_STR(answer.body, order[i]);
  }
  CHECK(js_finish());
}

static void nothing_loaded_is_an_error(void) {
  js_start();
  CHECK_INT(js_handler("() => 'x'"), 0);
  isere_js_discard(js);
  CHECK_INT(js_get("/"), ISERE_EINVAL);
  CHECK_INT(isere_js_broken(js), 0);
  isere_js_discard(js);
  CHECK(js_finish());
}

static void open_calls_and_timers_are_freed_at_the_end(void) {
  js_start();
  CHECK_INT(
      js_load(
          "const kept = []; export const handler = (event, context, done) => {"
          "  kept.push(event, context, done); setInterval(() => {}, 5, { a: event }); return new Promise(() => {}) }"),
      0);
  for (int i = 0; i < 5; i++)
    CHECK_INT(js_get("/?a=b"), 0);
  CHECK_INT(js->in_flight, 5);
  CHECK(js_finish());
  CHECK_INT(js->in_flight, 0);
  CHECK_INT(loop.timer_count, 0);
}

int main(void) {
  RUN(values_promises_and_thenables_are_results);
  RUN(undefined_is_an_empty_200);
  RUN(done_takes_a_response_or_an_error);
  RUN(done_is_a_function_like_any_other);
  RUN(the_first_result_wins_and_later_ones_warn_once);
  RUN(an_async_handler_that_calls_done_is_not_warned);
  RUN(an_error_after_the_end_is_logged_and_changes_nothing);
  RUN(done_inside_a_getter_of_the_response_comes_too_late);
  RUN(a_call_may_be_ended_by_another);
  RUN(a_handler_that_returns_itself_or_its_arguments_is_answered);
  RUN(what_a_handler_throws_is_a_500_and_in_the_log);
  RUN(deep_recursion_is_a_500);
  RUN(unhandled_rejections_are_logged_with_their_place);
  RUN(a_promise_that_never_settles_costs_its_call_alone);
  RUN(a_result_after_the_504_is_dropped);
  RUN(calls_beyond_max_in_flight_are_turned_away);
  RUN(several_calls_run_side_by_side);
  RUN(nothing_loaded_is_an_error);
  RUN(open_calls_and_timers_are_freed_at_the_end);
  return isere_test_finish();
}
