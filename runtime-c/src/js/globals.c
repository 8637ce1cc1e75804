/**
 * @file
 * The globals beside those of the language: process.env, queueMicrotask, and a Math.random that the port's entropy
 * seeds (the engine's own is seeded by the wall clock, which a board may not have).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/internal.h"

/* --- Math.random --------------------------------------------------------------------------------------------- */

/** xorshift128+ (Vigna, "Further scramblings of Marsaglia's xorshift generators", 2017), as in V8 and SpiderMonkey. */
static JSValue random_number(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  (void)argv;
  uint64_t *state = isere__js_of(ctx)->random;
  uint64_t a = state[0];
  const uint64_t b = state[1];
  state[0] = b;
  a ^= a << 23;
  a ^= a >> 18 ^ b ^ b >> 5;
  state[1] = a;
  return JS_NewFloat64(ctx, (double)((a + b) >> 11) * 0x1.0p-53);
}

static bool replace_random(JSContext *ctx, JSValueConst global) {
  JSValue math = JS_GetPropertyStr(ctx, global, "Math");
  JSValue function = JS_NewCFunction(ctx, random_number, "random", 0);
  bool ok = JS_DefinePropertyValueStr(ctx, math, "random", function, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0;
  JS_FreeValue(ctx, math);
  return ok;
}

/* --- queueMicrotask ------------------------------------------------------------------------------------------ */

static JSValue run_microtask(JSContext *ctx, int argc, JSValueConst *argv) {
  (void)argc;
  JSValue result = JS_Call(ctx, argv[0], JS_UNDEFINED, 0, NULL);
  bool threw = JS_IsException(result);
  JS_FreeValue(ctx, result);
  return threw ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue queue_microtask(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  if (!JS_IsFunction(ctx, argv[0])) {
    return JS_ThrowTypeError(ctx, "the argument of queueMicrotask is %s, not a function", isere__js_kind(ctx, argv[0]));
  }
  return JS_EnqueueJob(ctx, run_microtask, 1, argv) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

/* --- process.env --------------------------------------------------------------------------------------------- */

static bool fill_environment(JSContext *ctx, JSValueConst environment, isere_str_t table) {
  isere_image_record_t record;
  for (size_t cursor = 0; isere_image_next_record(table, &cursor, &record);) {
    JSAtom key = JS_NewAtomLen(ctx, record.key.ptr, record.key.len);
    if (key == JS_ATOM_NULL) return false;
    bool ok = isere__js_put(ctx, environment, key, isere__js_new_text(ctx, record.value));
    JS_FreeAtom(ctx, key);
    if (!ok) return false;
  }
  return true;
}

static bool add_process(JSContext *ctx, JSValueConst global, const isere_image_t *image) {
  JSValue process = JS_NewObject(ctx);
  JSValue environment = JS_NewObject(ctx);
  if (JS_IsException(process) || JS_IsException(environment) ||
      !fill_environment(ctx, environment, image->environment)) {
    JS_FreeValue(ctx, environment);
    JS_FreeValue(ctx, process);
    return false;
  }
  if (JS_DefinePropertyValueStr(ctx, process, "env", environment, JS_PROP_C_W_E) < 0) {
    JS_FreeValue(ctx, process);
    return false;
  }
  return JS_DefinePropertyValueStr(ctx, global, "process", process, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0;
}

bool isere__js_add_globals(isere_js_t *js, const isere_image_t *image) {
  static const JSCFunctionListEntry functions[] = {JS_CFUNC_DEF("queueMicrotask", 1, queue_microtask)};
  JSContext *ctx = js->ctx;
  JSValue global = JS_GetGlobalObject(ctx);
  bool ok = JS_SetPropertyFunctionList(ctx, global, functions, 1) >= 0 && replace_random(ctx, global) &&
            add_process(ctx, global, image);
  JS_FreeValue(ctx, global);
  return ok;
}
