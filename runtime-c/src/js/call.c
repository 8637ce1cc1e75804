/**
 * @file
 * The life of a call: the handler is called, the first result ends the call, later ones are ignored with one warning.
 *
 * A result is what the handler returns, what its promise settles with, or what `done` is called with. `undefined` that
 * comes after another result is no result: an async handler that calls `done` gives it at its end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/internal.h"

/* --- request ids --------------------------------------------------------------------------------------------- */

static void write_hex(uint32_t value, char *out) {
  for (int i = 7; i >= 0; i--) {
    out[i] = "0123456789abcdef"[value & 15];
    value >>= 4;
  }
}

void isere__js_request_id(const isere_js_t *js, uint32_t serial, char out[ISERE_REQUEST_ID_BYTES]) {
  write_hex(js->boot_id, out);
  out[8] = '-';
  write_hex(serial, out + 9);
  out[17] = '\0';
}

void isere_js_request_prefix(const isere_js_t *js, char out[9]) {
  write_hex(js->boot_id, out);
  out[8] = '\0';
}

static const char *id_or_null(const isere_js_t *js, uint32_t serial, char out[ISERE_REQUEST_ID_BYTES]) {
  if (serial == 0) return NULL;
  isere__js_request_id(js, serial, out);
  return out;
}

const char *isere__js_current_id(const isere_js_t *js, char out[ISERE_REQUEST_ID_BYTES]) {
  return id_or_null(js, js->current_serial, out);
}

const char *isere_js_broken_by(const isere_js_t *js, char out[ISERE_REQUEST_ID_BYTES]) {
  return id_or_null(js, js->broken_by, out);
}

void isere__js_log_thrown(isere_js_t *js, isere_log_level_t level, const char *what, JSValueConst thrown) {
  char id[ISERE_REQUEST_ID_BYTES];
  js->text.len = js->place_len = 0;
  isere__js_text_puts(&js->text, what);
  isere__js_text_puts(&js->text, ": ");
  isere__js_text_thrown(js->ctx, &js->text, thrown);
  isere_log_text(level, isere__js_current_id(js, id), js->text.ptr, js->text.len);
}

/* --- the record ---------------------------------------------------------------------------------------------- */

void isere__js_unref_call(isere__js_call_t *call) {
  if (--call->references == 0) js_free_rt(call->js->rt, call);
}

/** Takes the call off the list of open ones; its reference is the caller's from now on. */
static void close_call(isere__js_call_t *call) {
  call->open = false;
  call->previous->next = call->next;
  call->next->previous = call->previous;
  call->js->in_flight--;
  isere_timer_cancel(call->js->loop, &call->timer);
}

static void list_call(isere__js_call_t *call) {
  isere_js_t *js = call->js;
  call->open = true;
  call->next = &js->calls;
  call->previous = js->calls.previous;
  call->previous->next = call;
  js->calls.previous = call;
  js->in_flight++;
}

static isere__js_call_t *open_call(isere_js_t *js, void *token) {
  isere__js_call_t *call = js_mallocz(js->ctx, sizeof(*call));
  if (call == NULL) return NULL;
  if (++js->serial == 0) js->serial = 1; /* 0 is no call */
  call->js = js;
  call->token = token;
  call->serial = js->serial;
  isere__js_request_id(js, call->serial, call->id);
  call->references = 1;
  list_call(call);
  return call;
}

void isere__js_forget_calls(isere_js_t *js) {
  while (js->calls.next != &js->calls) {
    isere__js_call_t *call = js->calls.next;
    close_call(call);
    isere__js_unref_call(call);
  }
}

/* --- ends ---------------------------------------------------------------------------------------------------- */

static void warn_of_second(isere__js_call_t *call, const char *source) {
  if (call->warned) return;
  call->warned = true;
  isere_log(ISERE_LOG_WARN, call->id, "the call had ended already; what came from %s is ignored", source);
}

static void fail(isere__js_call_t *call, uint16_t status) {
  isere_js_t *js = call->js;
  if (isere__js_doomed(js)) return;
  js->host.fail(js->host.user, call->token, call->id, status);
}

void isere__js_result(isere__js_call_t *call, JSValueConst value, const char *source) {
  if (isere__js_doomed(call->js)) return;
  if (!call->open) {
    if (!JS_IsUndefined(value)) warn_of_second(call, source);
    return;
  }
  isere_js_t *js = call->js;
  uint32_t outer = js->current_serial;
  js->current_serial = call->serial;
  close_call(call);
  isere__js_respond(call, value);
  js->current_serial = outer;
  if (!isere__js_doomed(js)) {
    isere__js_unref_call(call);
    return;
  }
  /* Making the response broke the context: the call is still to be ended, by its id. */
  list_call(call);
  js->broken_by = call->serial;
}

void isere__js_failure(isere__js_call_t *call, JSValueConst error) {
  isere_js_t *js = call->js;
  if (isere__js_doomed(js)) return;
  uint32_t outer = js->current_serial;
  js->current_serial = call->serial;
  if (call->open) {
    isere__js_log_thrown(js, ISERE_LOG_ERROR, "the handler failed", error);
    close_call(call);
    fail(call, 500);
    isere__js_unref_call(call);
  } else {
    if (!call->warned) isere__js_log_thrown(js, ISERE_LOG_WARN, "the call had ended already; this comes late", error);
    call->warned = true;
  }
  js->current_serial = outer;
}

/** Leaves the references alone: the memory is thrown away whole. */
void isere_js_fail_calls(isere_js_t *js, uint16_t status) {
  while (js->calls.next != &js->calls) {
    isere__js_call_t *call = js->calls.next;
    close_call(call);
    js->host.fail(js->host.user, call->token, call->id, status);
  }
}

/** No result in time: the client gets its 504, the function goes on. */
static void on_time_over(isere_timer_t *timer) {
  isere__js_call_t *call = (isere__js_call_t *)(void *)timer;
  isere_js_t *js = call->js;
  if (js->broken != 0) return;
  isere_log(ISERE_LOG_ERROR, call->id, "no response within function.timeout_ms (%lu ms)",
            (unsigned long)js->options.function_timeout_ms);
  close_call(call);
  fail(call, 504);
  isere__js_unref_call(call);
}

/* --- results of the handler ---------------------------------------------------------------------------------- */

/** Waits for a promise that no job has settled yet. */
static void react_to(isere__js_call_t *call, JSValueConst promise) {
  JSContext *ctx = call->js->ctx;
  JSValue reactions[2] = {isere__js_new_reaction(call, false), isere__js_new_reaction(call, true)};
  JSValue chained = JS_EXCEPTION;
  if (!JS_IsException(reactions[0]) && !JS_IsException(reactions[1])) {
    chained = JS_Call(ctx, call->js->promise_then, promise, 2, reactions);
  }
  JS_FreeValue(ctx, reactions[0]);
  JS_FreeValue(ctx, reactions[1]);
  if (JS_IsException(chained)) {
    JSValue error = JS_GetException(ctx);
    isere__js_failure(call, error);
    JS_FreeValue(ctx, error);
  }
  JS_FreeValue(ctx, chained);
}

/** Most promises are settled by the jobs at hand, and need no reaction then. */
static void await_promise(isere__js_call_t *call, JSValueConst promise) {
  isere_js_t *js = call->js;
  isere__js_drain(js, promise);
  if (isere__js_doomed(js)) return;
  JSPromiseStateEnum state = JS_PromiseState(js->ctx, promise);
  if (state == JS_PROMISE_PENDING) {
    react_to(call, promise);
    return;
  }
  JSValue result = JS_PromiseResult(js->ctx, promise);
  if (state == JS_PROMISE_FULFILLED) {
    isere__js_result(call, result, "a settled promise");
  } else {
    isere__js_rejection_seen(js, promise);
    isere__js_failure(call, result);
  }
  JS_FreeValue(js->ctx, result);
}

/** An object with a `then` is awaited as a promise is. */
static void await_thenable(isere__js_call_t *call, JSValueConst thenable, JSValueConst then) {
  JSContext *ctx = call->js->ctx;
  JSValue resolvers[2];
  JSValue promise = JS_NewPromiseCapability(ctx, resolvers);
  if (JS_IsException(promise)) {
    isere__js_clear_exception(ctx);
    return;
  }
  JSValue called = JS_Call(ctx, then, thenable, 2, resolvers);
  if (JS_IsException(called)) {
    JSValue error = JS_GetException(ctx);
    JS_FreeValue(ctx, JS_Call(ctx, resolvers[1], JS_UNDEFINED, 1, &error));
    JS_FreeValue(ctx, error);
  }
  JS_FreeValue(ctx, called);
  await_promise(call, promise);
  JS_FreeValue(ctx, promise);
  JS_FreeValue(ctx, resolvers[0]);
  JS_FreeValue(ctx, resolvers[1]);
}

static void take_failure(isere__js_call_t *call) {
  JSContext *ctx = call->js->ctx;
  JSValue error = JS_GetException(ctx);
  isere__js_failure(call, error);
  JS_FreeValue(ctx, error);
}

static void take_returned(isere__js_call_t *call, JSValueConst returned) {
  isere_js_t *js = call->js;
  if (JS_IsException(returned)) {
    take_failure(call);
    return;
  }
  if (JS_IsUndefined(returned) && js->waits_for_done) return;
  if (JS_IsObject(returned)) {
    if (isere__js_is_promise(js->ctx, returned)) {
      await_promise(call, returned);
      return;
    }
    JSValue then = JS_GetProperty(js->ctx, returned, js->names.then);
    bool threw = JS_IsException(then);
    bool thenable = !threw && JS_IsFunction(js->ctx, then);
    if (threw) take_failure(call);
    if (thenable) await_thenable(call, returned, then);
    JS_FreeValue(js->ctx, then);
    if (threw || thenable) return;
  }
  isere__js_result(call, returned, "the handler's return");
}

static void run_handler(isere__js_call_t *call, const isere_request_t *request) {
  isere_js_t *js = call->js;
  JSContext *ctx = js->ctx;
  JSValue arguments[3] = {
      isere__js_new_event(js, request),
      isere__js_new_context_object(call),
      isere__js_new_done(call),
  };
  JSValue returned = JS_EXCEPTION;
  if (!JS_IsException(arguments[0]) && !JS_IsException(arguments[1]) && !JS_IsException(arguments[2])) {
    returned = JS_Call(ctx, js->handler, JS_UNDEFINED, 3, arguments);
  }
  for (int i = 0; i < 3; i++)
    JS_FreeValue(ctx, arguments[i]);
  take_returned(call, returned);
  JS_FreeValue(ctx, returned);
}

/* --- interface ----------------------------------------------------------------------------------------------- */

int isere_js_call(isere_js_t *js, const isere_request_t *request, void *token) {
  if (js->ctx == NULL || js->entered) return ISERE_EINVAL;
  if (js->broken != 0) return js->broken;
  if (js->in_flight >= js->options.function_max_in_flight) return ISERE_ERANGE;
  isere__js_enter(js, 0);
  isere__js_call_t *call = open_call(js, token);
  if (call == NULL) return isere__js_leave(js);
  call->references++;
  call->deadline_us = js->deadline_us;
  call->timer.fire = on_time_over;
  js->current_serial = call->serial;
  run_handler(call, request);
  isere__js_drain(js, JS_UNDEFINED);
  if (call->open && !isere__js_doomed(js) && isere_timer_set(js->loop, &call->timer, call->deadline_us) < 0) {
    isere_log(ISERE_LOG_ERROR, NULL, "the loop has no timer left for a call");
    close_call(call);
    fail(call, 500);
    isere__js_unref_call(call);
  }
  isere__js_unref_call(call);
  return isere__js_leave(js);
}
