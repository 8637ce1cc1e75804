/**
 * @file
 * The JavaScript objects that belong to one call: its `context`, its `done`, and the reactions to its promise. Each
 * holds a reference to the call's record, which outlives the call itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "js/internal.h"

/** Class ids are the engine's only global state: given once a process. */
static JSClassID context_class;
static JSClassID done_class;
static JSClassID fulfilled_class;
static JSClassID rejected_class;
static JSClassID anchor_class;

static void drop_reference(JSValueConst object, JSClassID class_id) {
  isere__js_call_t *call = JS_GetOpaque(object, class_id);
  if (call != NULL) isere__js_unref_call(call);
}

/* --- context ------------------------------------------------------------------------------------------------- */

static void finalize_context(JSRuntime *rt, JSValue object) {
  (void)rt;
  drop_reference(object, context_class);
}

/** What is left of the call's time; 0 when it has ended. */
static JSValue get_remaining_time(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)argc;
  (void)argv;
  const isere__js_call_t *call = JS_GetOpaque2(ctx, this_value, context_class);
  if (call == NULL) return JS_EXCEPTION;
  int64_t left_us = call->open ? call->deadline_us - isere_port_now_us() : 0;
  return JS_NewInt64(ctx, left_us > 0 ? left_us / 1000 : 0);
}

JSValue isere__js_new_context_object(isere__js_call_t *call) {
  isere_js_t *js = call->js;
  JSContext *ctx = js->ctx;
  JSValue values[] = {
      JS_DupValue(ctx, js->function_name),
      JS_DupValue(ctx, js->function_version),
      JS_NewStringLen(ctx, call->id, sizeof(call->id) - 1),
      JS_DupValue(ctx, js->memory_limit),
      JS_DupValue(ctx, js->board),
  };
  JSValue object = isere__js_new_like(ctx, js->context_model, values, sizeof(values) / sizeof(values[0]));
  if (JS_IsException(object)) return object;
  JS_SetOpaque(object, call);
  call->references++;
  return object;
}

/* --- functions ----------------------------------------------------------------------------------------------- */

static JSValue new_function(isere__js_call_t *call, JSClassID class_id) {
  JSValue function = JS_NewObjectClass(call->js->ctx, (int)class_id);
  if (JS_IsException(function)) return function;
  JS_SetOpaque(function, call);
  call->references++;
  return function;
}

static void finalize_done(JSRuntime *rt, JSValue object) {
  (void)rt;
  drop_reference(object, done_class);
}

/** done(response), done(error) or done(error, response); the error of the last form may be null or undefined. */
static JSValue call_done(JSContext *ctx, JSValueConst function, JSValueConst this_value, int argc, JSValueConst *argv,
                         int flags) {
  (void)this_value;
  (void)flags;
  isere__js_call_t *call = JS_GetOpaque(function, done_class);
  JSValueConst first = argc > 0 ? argv[0] : JS_UNDEFINED;
  if (argc >= 2 ? !JS_IsNull(first) && !JS_IsUndefined(first) : JS_IsError(ctx, first)) {
    isere__js_failure(call, first);
  } else {
    isere__js_result(call, argc >= 2 ? argv[1] : first, "done()");
  }
  return JS_UNDEFINED;
}

JSValue isere__js_new_done(isere__js_call_t *call) {
  return new_function(call, done_class);
}

static void finalize_fulfilled(JSRuntime *rt, JSValue object) {
  (void)rt;
  drop_reference(object, fulfilled_class);
}

static JSValue call_fulfilled(JSContext *ctx, JSValueConst function, JSValueConst this_value, int argc,
                              JSValueConst *argv, int flags) {
  (void)ctx;
  (void)this_value;
  (void)flags;
  isere__js_call_t *call = JS_GetOpaque(function, fulfilled_class);
  isere__js_result(call, argc > 0 ? argv[0] : JS_UNDEFINED, "a settled promise");
  return JS_UNDEFINED;
}

static void finalize_rejected(JSRuntime *rt, JSValue object) {
  (void)rt;
  drop_reference(object, rejected_class);
}

static JSValue call_rejected(JSContext *ctx, JSValueConst function, JSValueConst this_value, int argc,
                             JSValueConst *argv, int flags) {
  (void)ctx;
  (void)this_value;
  (void)flags;
  isere__js_call_t *call = JS_GetOpaque(function, rejected_class);
  isere__js_failure(call, argc > 0 ? argv[0] : JS_UNDEFINED);
  return JS_UNDEFINED;
}

JSValue isere__js_new_reaction(isere__js_call_t *call, bool on_rejection) {
  return new_function(call, on_rejection ? rejected_class : fulfilled_class);
}

/* --- the collector's anchor ---------------------------------------------------------------------------------- */

/** The collector marks every object: that it marks this one says that it has run. */
static void mark_anchor(JSRuntime *rt, JSValueConst object, JS_MarkFunc *mark) {
  (void)object;
  (void)mark;
  isere_js_t *js = JS_GetRuntimeOpaque(rt);
  js->collected = true;
}

/* --- classes ------------------------------------------------------------------------------------------------- */

static bool add_class(isere_js_t *js, JSClassID *id, const JSClassDef *definition) {
  JS_NewClassID(id);
  if (JS_NewClass(js->rt, *id, definition) < 0) return false;
  if (definition->call == NULL) return true;
  JSValue function_proto = JS_GetPrototype(js->ctx, js->promise_then);
  JS_SetClassProto(js->ctx, *id, function_proto);
  return true;
}

bool isere__js_add_call_classes(isere_js_t *js) {
  static const JSClassDef context_definition = {"Context", .finalizer = finalize_context};
  static const JSClassDef done_definition = {"Done", .finalizer = finalize_done, .call = call_done};
  static const JSClassDef fulfilled_definition = {"Fulfilled", .finalizer = finalize_fulfilled, .call = call_fulfilled};
  static const JSClassDef rejected_definition = {"Rejected", .finalizer = finalize_rejected, .call = call_rejected};
  static const JSClassDef anchor_definition = {"Anchor", .gc_mark = mark_anchor};
  static const JSCFunctionListEntry context_functions[] = {
      JS_CFUNC_DEF("getRemainingTimeInMillis", 0, get_remaining_time),
  };
  if (!add_class(js, &context_class, &context_definition) || !add_class(js, &done_class, &done_definition) ||
      !add_class(js, &fulfilled_class, &fulfilled_definition) ||
      !add_class(js, &rejected_class, &rejected_definition) || !add_class(js, &anchor_class, &anchor_definition)) {
    return false;
  }
  const isere__js_names_t *n = &js->names;
  const JSAtom context[] = {n->function_name, n->function_version, n->request_id, n->memory_limit, n->board};
  JSContext *ctx = js->ctx;
  js->collector_anchor = JS_NewObjectClass(ctx, (int)anchor_class);
  js->done_model = JS_NewObjectClass(ctx, (int)done_class);
  js->context_proto = JS_NewObject(ctx);
  if (JS_IsException(js->collector_anchor) || JS_IsException(js->done_model) || JS_IsException(js->context_proto) ||
      JS_SetPropertyFunctionList(ctx, js->context_proto, context_functions, 1) < 0) {
    return false;
  }
  js->context_model = isere__js_new_model(ctx, js->context_proto, context_class, context, 5);
  return !JS_IsException(js->context_model);
}
