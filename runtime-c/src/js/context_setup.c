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
  js->empty_string = JS_NewStringLen(ctx, "", 0);
  js->function_name = isere__js_new_text(ctx, image->name);
  js->function_version = isere__js_new_text(ctx, image->version);
  js->board = JS_NewString(ctx, js->host.board != NULL ? js->host.board : "native");
  js->memory_limit = JS_NewFloat64(ctx, js->options.js_heap_bytes / 1048576.0);
  return ok && !JS_IsException(js->empty_string) && !JS_IsException(js->function_name) &&
         !JS_IsException(js->function_version) && !JS_IsException(js->board);
}

/** {}, { statusCode }, { statusCode, headers }, { statusCode, headers, body }, { body }, and JSON.stringify's { "" }.
 */
static bool keep_plain_shapes(isere_js_t *js, JSClassID plain) {
  JSContext *ctx = js->ctx;
  const isere__js_names_t *n = &js->names;
  const JSAtom response[] = {n->status_code, n->headers, n->body};
  bool ok = true;
  for (size_t i = 0; i < 6; i++) {
    const JSAtom *names = i < 4 ? response : i == 4 ? &n->body : &n->empty;
    js->shape_keepers[i] = isere__js_new_model(ctx, js->object_proto, plain, names, i < 4 ? i : 1);
    ok = ok && !JS_IsException(js->shape_keepers[i]);
  }
  return ok;
}

/** A promise, and a function on its way from no property by `length` to `name`; the first of these is js->done_model.
 */
static bool keep_promise_shapes(isere_js_t *js) {
  JSContext *ctx = js->ctx;
  JSValue resolvers[2] = {JS_UNDEFINED, JS_UNDEFINED};
  js->shape_keepers[6] = JS_NewPromiseCapability(ctx, resolvers);
  js->shape_keepers[7] = resolvers[0];
  JS_FreeValue(ctx, resolvers[1]);
  JSValue function_proto = JS_GetPrototype(ctx, js->promise_then);
  JSValue function = JS_NewObjectProto(ctx, function_proto);
  JS_FreeValue(ctx, function_proto);
  js->shape_keepers[8] = function;
  return !JS_IsException(js->shape_keepers[6]) && !JS_IsException(function) &&
         JS_DefinePropertyValue(ctx, function, js->names.length, JS_NewInt32(ctx, 1), JS_PROP_CONFIGURABLE) >= 0;
}

static bool make_models(isere_js_t *js) {
  JSContext *ctx = js->ctx;
  const isere__js_names_t *n = &js->names;
  const JSAtom event[] = {n->method, n->path, n->raw_path, n->query, n->raw_query, n->headers, n->body, n->is_base64};
  JSClassID plain = JS_GetClassID(js->object_proto);
  js->event_model = isere__js_new_model(ctx, js->object_proto, plain, event, sizeof(event) / sizeof(event[0]));
  js->bare_model = isere__js_new_model(ctx, JS_NULL, plain, NULL, 0);
  js->headers_model = JS_DupValue(ctx, js->bare_model);
  return !JS_IsException(js->event_model) && !JS_IsException(js->bare_model) && keep_plain_shapes(js, plain) &&
         keep_promise_shapes(js);
}

bool isere__js_set_up_context(isere_js_t *js, const isere_image_t *image) {
  JSValue global = JS_GetGlobalObject(js->ctx);
  bool ok = make_names(js) && find_intrinsics(js, global) && make_constants(js, image) && make_models(js) &&
            isere__js_add_call_classes(js) && isere__js_add_console(js->ctx, global) &&
            isere__js_add_timers(js->ctx, global) && isere__js_add_web(js, global) && isere__js_add_globals(js, image);
  JS_FreeValue(js->ctx, global);
  return ok;
}

void isere__js_free_values(isere_js_t *js) {
  JSContext *ctx = js->ctx;
  JSValue *const values[] = {
      &js->handler,       &js->promise_then,     &js->object_proto,  &js->context_proto, &js->collector_anchor,
      &js->function_name, &js->function_version, &js->memory_limit,  &js->board,         &js->event_model,
      &js->context_model, &js->bare_model,       &js->headers_model, &js->done_model,    &js->empty_string};
  for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
    JS_FreeValue(ctx, *values[i]);
  for (int i = 0; i < ISERE__JS_METHODS; i++)
    JS_FreeValue(ctx, js->methods[i]);
  for (int i = 0; i < ISERE__JS_SHAPE_KEEPERS; i++)
    JS_FreeValue(ctx, js->shape_keepers[i]);
  for (int i = 0; i < ISERE__JS_WEB_PARTS; i++)
    JS_FreeValue(ctx, js->web_parts[i]);
  for (uint32_t i = 0; i < js->unhandled_count; i++)
    JS_FreeValue(ctx, js->unhandled[i]);
  for (int i = 0; i < ISERE__JS_HEADER_NAMES; i++)
    JS_FreeAtom(ctx, js->header_names[i].atom);
  for (uint32_t i = 0; i < js->model_count; i++)
    JS_FreeAtom(ctx, js->model_names[i]);
  free_names(js);
}
