/**
 * @file
 * What a fresh context gets before the function's module is evaluated: names, values that every call needs, class ids.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/internal.h"

static bool make_names(isere_js_t *js) {
  bool ok = true;
#define MAKE_NAME(field, text)                 \
  js->names.field = JS_NewAtom(js->ctx, text); \
  if (js->names.field == JS_ATOM_NULL) ok = false;
  ISERE__JS_NAMES(MAKE_NAME)
#undef MAKE_NAME
  return ok;
}

static void free_names(isere_js_t *js) {
#define FREE_NAME(field, text) JS_FreeAtom(js->ctx, js->names.field);
  ISERE__JS_NAMES(FREE_NAME)
#undef FREE_NAME
}

/** The engine's classes have no public names: they are read off specimens. */
static bool find_classes(isere_js_t *js) {
  JSContext *ctx = js->ctx;
  JSValue buffer = JS_NewArrayBufferCopy(ctx, (const uint8_t *)"", 0);
  js->array_buffer_class = JS_GetClassID(buffer);
  js->shared_buffer_class = js->array_buffer_class + 1;
  JSValue arguments[3] = {buffer, JS_UNDEFINED, JS_UNDEFINED}; /* it reads all three */
  JSValue clamped = JS_NewTypedArray(ctx, 3, arguments, JS_TYPED_ARRAY_UINT8C);
  JSValue doubles = JS_NewTypedArray(ctx, 3, arguments, JS_TYPED_ARRAY_FLOAT64);
  js->first_typed_array_class = JS_GetClassID(clamped);
  js->data_view_class = JS_GetClassID(doubles) + 1;
  bool ok = !JS_IsException(buffer) && !JS_IsException(clamped) && !JS_IsException(doubles);
  JS_FreeValue(ctx, clamped);
  JS_FreeValue(ctx, doubles);
  JS_FreeValue(ctx, buffer);
  return ok;
}

static bool find_intrinsics(isere_js_t *js, JSValueConst global) {
  JSContext *ctx = js->ctx;
  JSValue object = JS_NewObject(ctx);
  js->object_proto = JS_GetPrototype(ctx, object);
  JS_FreeValue(ctx, object);
  JSValue promise = JS_GetPropertyStr(ctx, global, "Promise");
  JSValue prototype = JS_GetPropertyStr(ctx, promise, "prototype");
  js->promise_then = JS_GetProperty(ctx, prototype, js->names.then);
  JS_FreeValue(ctx, prototype);
  JS_FreeValue(ctx, promise);
  return JS_IsObject(js->object_proto) && JS_IsFunction(ctx, js->promise_then);
}

/** Strings and numbers that each event and context object shares. */
static bool make_constants(isere_js_t *js, const isere_image_t *image) {
  static const char *const methods[ISERE__JS_METHODS] = {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"};
  JSContext *ctx = js->ctx;
  bool ok = true;
  for (int i = 0; i < ISERE__JS_METHODS; i++) {
    js->methods[i] = JS_NewString(ctx, methods[i]);
    ok = ok && !JS_IsException(js->methods[i]);
  }
  js->function_name = isere__js_new_text(ctx, image->name);
  js->function_version = isere__js_new_text(ctx, image->version);
  js->board = JS_NewString(ctx, js->host.board != NULL ? js->host.board : "native");
  js->memory_limit = JS_NewFloat64(ctx, js->options.js_heap_bytes / 1048576.0);
  return ok && !JS_IsException(js->function_name) && !JS_IsException(js->function_version) &&
         !JS_IsException(js->board);
}

bool isere__js_set_up_context(isere_js_t *js, const isere_image_t *image) {
  js->handler = js->promise_then = js->object_proto = js->context_proto = js->collector_anchor = JS_UNDEFINED;
  JSValue global = JS_GetGlobalObject(js->ctx);
  bool ok = make_names(js) && find_classes(js) && find_intrinsics(js, global) && make_constants(js, image) &&
            isere__js_add_call_classes(js) && isere__js_add_console(js->ctx, global) &&
            isere__js_add_timers(js->ctx, global) && isere__js_add_globals(js, image);
  JS_FreeValue(js->ctx, global);
  return ok;
}

void isere__js_free_values(isere_js_t *js) {
  JSContext *ctx = js->ctx;
  JSValue *const values[] = {&js->handler,          &js->promise_then,     &js->object_proto,
                             &js->context_proto,    &js->collector_anchor, &js->function_name,
                             &js->function_version, &js->memory_limit,     &js->board};
  for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
    JS_FreeValue(ctx, *values[i]);
  for (int i = 0; i < ISERE__JS_METHODS; i++)
    JS_FreeValue(ctx, js->methods[i]);
  for (uint32_t i = 0; i < js->unhandled_count; i++)
    JS_FreeValue(ctx, js->unhandled[i]);
  for (int i = 0; i < ISERE__JS_HEADER_NAMES; i++)
    JS_FreeAtom(ctx, js->header_names[i].atom);
  free_names(js);
}
