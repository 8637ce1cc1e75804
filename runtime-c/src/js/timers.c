/**
 * @file
 * setTimeout, setInterval and their ends, on the loop's timers. As in Node a delay is at least 1 ms.
 *
 * Timers outlive the call that set them; what they log carries that call's request id.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/internal.h"

/** Longest delay, ms, as in browsers and Node; a longer one counts as 1. */
#define MAX_DELAY_MS 2147483647.0

/* --- places -------------------------------------------------------------------------------------------------- */

static void free_values(JSContext *ctx, JSValue function, JSValue *arguments, int count) {
  JS_FreeValue(ctx, function);
  for (int i = 0; i < count; i++)
    JS_FreeValue(ctx, arguments[i]);
  js_free(ctx, arguments);
}

/** Ids tell the place and how often it was used, so that an old id never ends a new timer. */
static double id_of(const isere_js_t *js, const isere__js_timer_t *timer) {
  return (double)timer->round * js->options.function_max_timers + (double)(timer - js->timers) + 1;
}

static isere__js_timer_t *find(isere_js_t *js, double id) {
  if (!(id >= 1) || id > 9007199254740991.0) return NULL;
  uint64_t place = ((uint64_t)id - 1) % js->options.function_max_timers;
  if (place >= js->timers_touched) return NULL;
  isere__js_timer_t *timer = &js->timers[place];
  return timer->id == id ? timer : NULL;
}

static isere__js_timer_t *take_place(isere_js_t *js) {
  isere__js_timer_t *timer = js->free_timers;
  if (timer != NULL) {
    js->free_timers = timer->next_free;
  } else if (js->timers_touched < js->options.function_max_timers) {
    timer = &js->timers[js->timers_touched++];
    memset(timer, 0, sizeof(*timer));
    timer->js = js;
  } else {
    return NULL;
  }
  timer->round++;
  timer->id = id_of(js, timer);
  timer->running = timer->cleared = false;
  return timer;
}

/** Gives the place back and frees the timer's values. */
static void release(isere_js_t *js, isere__js_timer_t *timer) {
  JSValue function = timer->function;
  JSValue *arguments = timer->arguments;
  isere_timer_cancel(js->loop, &timer->timer);
  timer->id = 0;
  timer->function = JS_UNDEFINED;
  timer->arguments = NULL;
  timer->next_free = js->free_timers;
  js->free_timers = timer;
  free_values(js->ctx, function, arguments, timer->argument_count);
}

void isere__js_clear_all_timers(isere_js_t *js, bool free_values_too) {
  for (uint32_t i = 0; i < js->timers_touched; i++) {
    isere__js_timer_t *timer = &js->timers[i];
    if (timer->id == 0) continue;
    if (free_values_too) {
      release(js, timer);
    } else {
      isere_timer_cancel(js->loop, &timer->timer);
    }
  }
}

/* --- firing -------------------------------------------------------------------------------------------------- */

/** Calls the timer's function and runs the jobs that it leaves. */
static void run(isere__js_timer_t *timer) {
  isere_js_t *js = timer->js;
  JSContext *ctx = js->ctx;
  timer->running = true;
  JSValue result = JS_Call(ctx, timer->function, JS_UNDEFINED, timer->argument_count, timer->arguments);
  timer->running = false;
  if (JS_IsException(result) && !isere__js_doomed(js)) {
    JSValue thrown = JS_GetException(ctx);
    isere__js_log_thrown(js, ISERE_LOG_ERROR, "a timer threw", thrown);
    JS_FreeValue(ctx, thrown);
  }
  JS_FreeValue(ctx, result);
  bool again = timer->interval_us > 0 && !timer->cleared && !isere__js_doomed(js);
  if (!again || isere_timer_set(js->loop, &timer->timer, isere_port_now_us() + timer->interval_us) < 0) {
    release(js, timer);
  }
  isere__js_drain(js, JS_UNDEFINED);
}

static void on_fire(isere_timer_t *base) {
  isere__js_timer_t *timer = (isere__js_timer_t *)(void *)base;
  isere_js_t *js = timer->js;
  if (js->broken != 0 || js->entered) return;
  isere__js_enter(js, timer->serial);
  run(timer);
  (void)isere__js_leave(js);
}

bool isere__js_run_next_timer(isere_js_t *js) {
  isere__js_timer_t *next = NULL;
  for (uint32_t i = 0; i < js->timers_touched; i++) {
    isere__js_timer_t *timer = &js->timers[i];
    if (timer->id == 0) continue;
    const isere_timer_t *a = &timer->timer;
    if (next == NULL || a->due_us < next->timer.due_us ||
        (a->due_us == next->timer.due_us && a->order < next->timer.order)) {
      next = timer;
    }
  }
  if (next == NULL) return false;
  for (;;) {
    int64_t now_us = isere_port_now_us();
    if (now_us >= js->deadline_us) {
      js->timed_out = true;
      return true;
    }
    if (now_us >= next->timer.due_us) break;
    int64_t until_us = next->timer.due_us < js->deadline_us ? next->timer.due_us : js->deadline_us;
    isere_port_event_t ignored; /* sockets are watched by level: what is ready will be reported again */
    (void)isere_port_poll_wait(&ignored, 1, until_us - now_us);
  }
  isere_timer_cancel(js->loop, &next->timer);
  run(next);
  return true;
}

/* --- functions ----------------------------------------------------------------------------------------------- */

static int64_t delay_us(JSContext *ctx, JSValueConst value, bool *failed) {
  double ms = 0;
  *failed = !JS_IsUndefined(value) && JS_ToFloat64(ctx, &ms, value) < 0;
  return ms >= 1 && ms <= MAX_DELAY_MS ? (int64_t)ms * 1000 : 1000;
}

static bool keep_arguments(JSContext *ctx, isere__js_timer_t *timer, int count, JSValueConst *arguments) {
  timer->arguments = NULL;
  timer->argument_count = 0;
  if (count <= 0) return true;
  timer->arguments = js_malloc(ctx, (size_t)count * sizeof(JSValue));
  if (timer->arguments == NULL) return false;
  for (int i = 0; i < count; i++)
    timer->arguments[i] = JS_DupValue(ctx, arguments[i]);
  timer->argument_count = count;
  return true;
}

/** magic 0: setTimeout, 1: setInterval. */
static JSValue set_timer(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv, int magic) {
  (void)this_value;
  isere_js_t *js = isere__js_of(ctx);
  const char *name = magic == 0 ? "setTimeout" : "setInterval";
  if (!JS_IsFunction(ctx, argv[0])) {
    return JS_ThrowTypeError(ctx, "the first argument of %s is %s, not a function", name, isere__js_kind(ctx, argv[0]));
  }
  bool failed;
  int64_t delay = delay_us(ctx, argc > 1 ? argv[1] : JS_UNDEFINED, &failed);
  if (failed) return JS_EXCEPTION;
  isere__js_timer_t *timer = take_place(js);
  if (timer == NULL) {
    return JS_ThrowRangeError(ctx, "%s: %u timers are set already (function.max_timers)", name,
                              (unsigned)js->options.function_max_timers);
  }
  timer->function = JS_DupValue(ctx, argv[0]);
  timer->interval_us = magic == 0 ? 0 : delay;
  timer->serial = js->current_serial;
  timer->timer.fire = on_fire;
  if (!keep_arguments(ctx, timer, argc - 2, argv + 2)) {
    release(js, timer);
    return JS_EXCEPTION;
  }
  if (isere_timer_set(js->loop, &timer->timer, isere_port_now_us() + delay) < 0) {
    release(js, timer);
    return JS_ThrowRangeError(ctx, "%s: the loop has no timer left", name);
  }
  return JS_NewFloat64(ctx, timer->id);
}

/** Ends a timer of either kind; anything that is no timer's id is ignored, as in browsers. */
static JSValue clear_timer(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  isere_js_t *js = isere__js_of(ctx);
  if (!JS_IsNumber(argv[0])) return JS_UNDEFINED;
  double id = 0;
  (void)JS_ToFloat64(ctx, &id, argv[0]);
  isere__js_timer_t *timer = find(js, id);
  if (timer == NULL) return JS_UNDEFINED;
  if (timer->running) {
    timer->cleared = true;
  } else {
    release(js, timer);
  }
  return JS_UNDEFINED;
}

bool isere__js_add_timers(JSContext *ctx, JSValueConst global) {
  static const JSCFunctionListEntry functions[] = {
      JS_CFUNC_MAGIC_DEF("setTimeout", 2, set_timer, 0),
      JS_CFUNC_MAGIC_DEF("setInterval", 2, set_timer, 1),
      JS_CFUNC_DEF("clearTimeout", 1, clear_timer),
      JS_CFUNC_DEF("clearInterval", 1, clear_timer),
  };
  return JS_SetPropertyFunctionList(ctx, global, functions, sizeof(functions) / sizeof(functions[0])) >= 0;
}
