/**
 * @file
 * Evaluates the function's module and finds its handler.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/internal.h"

/** What a module from source text is called in stack traces. */
#define SOURCE_NAME "handler.js"

static const char how_to_export[] = "write: export const handler = async (event, context) => { ... }";

/* --- the module ---------------------------------------------------------------------------------------------- */

static JSValue compile(JSContext *ctx, isere_str_t source) {
  char *copy = js_malloc(ctx, source.len + 1); /* the engine wants a NUL behind it */
  if (copy == NULL) return JS_EXCEPTION;
  if (source.len > 0) memcpy(copy, source.ptr, source.len);
  copy[source.len] = '\0';
  JSValue module = JS_Eval(ctx, copy, source.len, SOURCE_NAME, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
  js_free(ctx, copy);
  return module;
}

static void keep_file_name(isere_js_t *js, JSModuleDef *module) {
  JSAtom name = JS_GetModuleName(js->ctx, module);
  const char *text = JS_AtomToCString(js->ctx, name);
  size_t len = text == NULL ? 0 : strlen(text);
  if (len >= sizeof(js->file)) len = sizeof(js->file) - 1;
  if (len > 0) memcpy(js->file, text, len);
  js->file[len] = '\0';
  JS_FreeCString(js->ctx, text);
  JS_FreeAtom(js->ctx, name);
}

/* --- what went wrong ----------------------------------------------------------------------------------------- */

/** True for the ReferenceError that a CommonJS module meets at its first line. */
static bool is_commonjs_error(isere_js_t *js, JSValueConst thrown) {
  static const char *const messages[] = {"'module' is not defined", "'exports' is not defined",
                                         "'require' is not defined"};
  if (!JS_IsError(js->ctx, thrown)) return false;
  JSPropertyDescriptor found;
  if (JS_GetOwnProperty(js->ctx, &found, thrown, js->names.message) <= 0) return false;
  const char *message = JS_IsString(found.value) ? JS_ToCString(js->ctx, found.value) : NULL;
  bool is = false;
  for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]) && message != NULL; i++) {
    is = is || strcmp(message, messages[i]) == 0;
  }
  JS_FreeCString(js->ctx, message);
  JS_FreeValue(js->ctx, found.value);
  JS_FreeValue(js->ctx, found.getter);
  JS_FreeValue(js->ctx, found.setter);
  return is;
}

static int fail(isere_js_t *js, const char *what) {
  JSValue thrown = JS_GetException(js->ctx);
  if (!isere__js_doomed(js)) {
    isere__js_log_thrown(js, ISERE_LOG_ERROR, what, thrown);
    if (is_commonjs_error(js, thrown)) {
      isere_log(ISERE_LOG_ERROR, NULL, "help: a handler is an ES module; instead of module.exports.handler = ... %s",
                how_to_export);
    }
  }
  JS_FreeValue(js->ctx, thrown);
  return ISERE_EEXCEPTION;
}

/** No function called handler, and no app: what is there instead, and what to write. */
static int refuse(isere_js_t *js, JSValueConst exports, JSValueConst handler) {
  JSContext *ctx = js->ctx;
  if (!JS_IsUndefined(handler)) {
    isere_log(ISERE_LOG_ERROR, NULL, "%s exports handler, but it is %s, not a function", js->file,
              isere__js_kind(ctx, handler));
    return ISERE_EEXCEPTION;
  }
  isere_log(ISERE_LOG_ERROR, NULL, "%s exports no handler", js->file);
  JSValue fallback = JS_GetProperty(ctx, exports, js->names.default_export);
  JSValue inner = JS_IsObject(fallback) ? JS_GetProperty(ctx, fallback, js->names.handler) : JS_UNDEFINED;
  if (JS_IsFunction(ctx, inner)) {
    isere_log(ISERE_LOG_ERROR, NULL, "help: instead of module.exports.handler = ... %s", how_to_export);
  } else if (JS_IsFunction(ctx, fallback)) {
    isere_log(ISERE_LOG_ERROR, NULL, "help: its default export is a function; give it the name handler; %s",
              how_to_export);
  } else if (!JS_IsUndefined(fallback)) {
    isere_log(ISERE_LOG_ERROR, NULL, "help: its default export has no method fetch(request); without one, %s",
              how_to_export);
  } else {
    isere_log(ISERE_LOG_ERROR, NULL, "help: %s", how_to_export);
  }
  if (JS_IsException(fallback) || JS_IsException(inner)) isere__js_clear_exception(ctx);
  JS_FreeValue(ctx, inner);
  JS_FreeValue(ctx, fallback);
  return ISERE_EEXCEPTION;
}

/* --- evaluation ---------------------------------------------------------------------------------------------- */

/** Waits for top-level awaits: runs jobs, and timers when no job is left. */
static int await_module(isere_js_t *js, JSValueConst promise) {
  JSContext *ctx = js->ctx;
  do {
    isere__js_drain(js, JS_UNDEFINED);
    if (isere__js_doomed(js)) return ISERE_EEXCEPTION;
    JSPromiseStateEnum state = JS_PromiseState(ctx, promise);
    if (state == JS_PROMISE_FULFILLED) return 0;
    if (state == JS_PROMISE_REJECTED) {
      isere__js_forget_rejections(js); /* the engine's own promises for the module are among them */
      (void)JS_Throw(ctx, JS_PromiseResult(ctx, promise));
      return fail(js, "the function cannot be loaded");
    }
  } while (isere__js_run_next_timer(js));
  isere_log(ISERE_LOG_ERROR, NULL, "the function cannot be loaded: a top-level await of %s never settles", js->file);
  return ISERE_EEXCEPTION;
}

/** A handler made of a default export with a method `fetch`, as other platforms have it; undefined without one. */
static JSValue handler_of_app(isere_js_t *js, JSValueConst exports) {
  JSContext *ctx = js->ctx;
  JSValue app = JS_GetProperty(ctx, exports, js->names.default_export);
  JSValue fetch = JS_IsObject(app) ? JS_GetProperty(ctx, app, js->names.fetch) : JS_DupValue(ctx, app);
  JSValue handler = JS_UNDEFINED;
  if (JS_IsException(fetch)) {
    handler = JS_EXCEPTION;
  } else if (JS_IsFunction(ctx, fetch)) {
    handler = isere__js_serve(ctx, app);
  }
  JS_FreeValue(ctx, fetch);
  JS_FreeValue(ctx, app);
  return handler;
}

static JSValue get_handler(isere_js_t *js, JSValueConst exports) {
  if (JS_IsException(exports)) return JS_EXCEPTION;
  JSValue handler = JS_GetProperty(js->ctx, exports, js->names.handler);
  return JS_IsUndefined(handler) ? handler_of_app(js, exports) : handler;
}

static int take_handler(isere_js_t *js, JSModuleDef *module) {
  JSContext *ctx = js->ctx;
  JSValue exports = JS_GetModuleNamespace(ctx, module);
  JSValue handler = get_handler(js, exports);
  int result = 0;
  if (JS_IsException(handler)) {
    result = fail(js, "the function cannot be loaded");
  } else if (!JS_IsFunction(ctx, handler)) {
    result = refuse(js, exports, handler);
  } else {
    JSValue length = JS_GetProperty(ctx, handler, js->names.length);
    int32_t parameters = 0;
    if (JS_IsException(length)) {
      isere__js_clear_exception(ctx);
    } else if (JS_IsNumber(length)) {
      (void)JS_ToInt32(ctx, &parameters, length);
    }
    JS_FreeValue(ctx, length);
    js->waits_for_done = parameters >= 3;
    js->handler = JS_DupValue(ctx, handler);
  }
  JS_FreeValue(ctx, handler);
  JS_FreeValue(ctx, exports);
  return result;
}

int isere__js_find_handler(isere_js_t *js, const isere_image_t *image) {
  JSContext *ctx = js->ctx;
  JSValue module = image->is_source
                       ? compile(ctx, image->code)
                       : JS_ReadObject(ctx, (const uint8_t *)image->code.ptr, image->code.len, JS_READ_OBJ_BYTECODE);
  if (JS_IsException(module)) {
    int result = fail(js, image->is_source ? "the function does not parse" : "the bytecode cannot be read");
    return image->is_source ? result : ISERE_EMISMATCH;
  }
  if (JS_VALUE_GET_TAG(module) != JS_TAG_MODULE) {
    JS_FreeValue(ctx, module);
    isere_log(ISERE_LOG_ERROR, NULL, "the bytecode is not that of a module");
    return ISERE_EMISMATCH;
  }
  JSModuleDef *definition = JS_VALUE_GET_PTR(module);
  keep_file_name(js, definition);
  if (JS_ResolveModule(ctx, module) < 0) {
    int result = fail(js, "the function cannot be loaded");
    JS_FreeValue(ctx, module);
    return result;
  }
  JSValue promise = JS_EvalFunction(ctx, module); /* the context keeps the module alive */
  if (JS_IsException(promise)) return fail(js, "the function cannot be loaded");
  int result = await_module(js, promise);
  JS_FreeValue(ctx, promise);
  return result < 0 ? result : take_handler(js, definition);
}
