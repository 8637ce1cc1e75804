/**
 * @file
 * A handler's result becomes a response for the host, or a precise reason in the log and a 500.
 *
 * A plain object whose keys are all among statusCode, headers, body and isBase64Encoded, at least one of them, is a
 * response; anything else is itself the body.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "js/response.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* --- refusals ------------------------------------------------------------------------------------------------ */

bool isere__js_refuse(isere__js_reply_t *reply, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(reply->reason, sizeof(reply->reason), format, arguments);
  va_end(arguments);
  return false;
}

bool isere__js_refuse_thrown(isere__js_reply_t *reply, const char *doing) {
  reply->threw = true;
  return isere__js_refuse(reply, "%s threw", doing);
}

static void log_refusal(isere__js_reply_t *reply) {
  isere_js_t *js = reply->js;
  if (reply->threw) {
    JSValue thrown = JS_GetException(js->ctx);
    char what[ISERE__JS_REASON_BYTES + 40];
    (void)snprintf(what, sizeof(what), "the response cannot be sent: %s", reply->reason);
    if (!isere__js_doomed(js)) isere__js_log_thrown(js, ISERE_LOG_ERROR, what, thrown);
    JS_FreeValue(js->ctx, thrown);
    return;
  }
  char id[ISERE_REQUEST_ID_BYTES];
  isere_log(ISERE_LOG_ERROR, isere__js_current_id(js, id), "the response cannot be sent: %s", reply->reason);
}

/* --- is it a response? --------------------------------------------------------------------------------------- */

int isere__js_is_plain(isere_js_t *js, JSValueConst value) {
  if (!JS_IsObject(value) || JS_IsFunction(js->ctx, value)) return 0;
  JSValue proto = JS_GetPrototype(js->ctx, value);
  if (JS_IsException(proto)) return -1;
  int plain = JS_IsNull(proto) || JS_VALUE_GET_PTR(proto) == JS_VALUE_GET_PTR(js->object_proto);
  JS_FreeValue(js->ctx, proto);
  return plain;
}

/** Somebody who writes statusCode means a response; that it is none is easily overlooked. */
static void warn_of_foreign_key(isere_js_t *js, JSAtom key) {
  char id[ISERE_REQUEST_ID_BYTES];
  const char *name = JS_AtomToCString(js->ctx, key);
  if (name == NULL) return; /* out of memory: the answer will say so */
  isere_log(ISERE_LOG_WARN, isere__js_current_id(js, id),
            "the whole object is the body, statusCode too, since `%.60s` is no key of a response", name);
  JS_FreeCString(js->ctx, name);
}

/** Whether a plain object has the keys of a response; -1 when asking it threw. */
static int has_response_keys(isere_js_t *js, JSValueConst value) {
  JSPropertyEnum *keys;
  uint32_t count;
  if (JS_GetOwnPropertyNames(js->ctx, &keys, &count, value, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) return -1;
  const isere__js_names_t *names = &js->names;
  bool has_status = false;
  JSAtom foreign = JS_ATOM_NULL;
  for (uint32_t i = 0; i < count; i++) {
    JSAtom key = keys[i].atom;
    if (key == names->status_code) {
      has_status = true;
    } else if (key != names->headers && key != names->body && key != names->is_base64) {
      foreign = key;
    }
  }
  if (has_status && foreign != JS_ATOM_NULL) warn_of_foreign_key(js, foreign);
  JS_FreePropertyEnum(js->ctx, keys, count);
  return count > 0 && foreign == JS_ATOM_NULL;
}

/* --- its parts ----------------------------------------------------------------------------------------------- */

static bool map_status(isere__js_reply_t *reply, JSValueConst value) {
  JSContext *ctx = reply->js->ctx;
  if (JS_IsUndefined(value)) return true;
  double status = NAN;
  if (JS_IsNumber(value)) (void)JS_ToFloat64(ctx, &status, value);
  if (status >= 200 && status <= 599 && floor(status) == status) {
    reply->response.status = (uint16_t)status;
    return true;
  }
  char shown[64];
  isere__js_text_t text = {shown, 0, sizeof(shown) - 1};
  isere__js_text_inspect(ctx, &text, value);
  shown[text.len] = '\0';
  const char *kind = JS_IsNumber(value) || JS_IsNull(value) ? NULL : isere__js_kind(ctx, value);
  return isere__js_refuse(reply, "statusCode is %s%s%s%s; it has to be an integer from 200 to 599", shown,
                          kind ? " (" : "", kind ? kind : "", kind ? ")" : "");
}

static bool map_base64(isere__js_reply_t *reply, JSValueConst value) {
  if (JS_IsUndefined(value) || JS_IsNull(value)) return true;
  if (!JS_IsBool(value)) {
    return isere__js_refuse(reply, "isBase64Encoded is %s; it has to be true or false",
                            isere__js_kind(reply->js->ctx, value));
  }
  reply->is_base64 = JS_VALUE_GET_BOOL(value);
  return true;
}

/** The four properties are read once each, in this order: a getter may do anything. */
static bool map_response(isere__js_reply_t *reply, JSValueConst value) {
  isere_js_t *js = reply->js;
  JSContext *ctx = js->ctx;
  const struct {
    JSAtom name;
    const char *doing;
    bool (*map)(isere__js_reply_t *reply, JSValueConst value);
  } parts[] = {
      {js->names.status_code, "reading statusCode", map_status},
      {js->names.headers, "reading headers", isere__js_reply_headers},
      {js->names.is_base64, "reading isBase64Encoded", map_base64},
      {js->names.body, "reading body", isere__js_reply_body},
  };
  for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
    JSValue part = JS_GetProperty(ctx, value, parts[i].name);
    if (JS_IsException(part)) return isere__js_refuse_thrown(reply, parts[i].doing);
    bool ok = parts[i].map(reply, part);
    JS_FreeValue(ctx, part);
    if (!ok) return false;
  }
  return true;
}

static bool map(isere__js_reply_t *reply, JSValueConst value) {
  isere_js_t *js = reply->js;
  int is_response = isere__js_is_plain(js, value);
  if (is_response > 0) is_response = has_response_keys(js, value);
  if (is_response < 0) return isere__js_refuse_thrown(reply, "looking at it");
  JSValue of_web = is_response || !JS_IsObject(value) ? JS_UNDEFINED : isere__js_reply_of(js->ctx, value);
  if (JS_IsException(of_web)) return isere__js_refuse_thrown(reply, "reading it");
  is_response = is_response || !JS_IsUndefined(of_web);
  bool ok =
      is_response ? map_response(reply, JS_IsUndefined(of_web) ? value : of_web) : isere__js_reply_body(reply, value);
  JS_FreeValue(js->ctx, of_web);
  if (!ok || reply->content_type == NULL || reply->has_content_type) return ok;
  return isere__js_reply_add_static(reply, "content-type", reply->content_type);
}

/* --- handing it over ----------------------------------------------------------------------------------------- */

static void release_body(void *owner) {
  isere__js_body_t *body = owner;
  isere_js_t *js = body->js;
  if (js == NULL) return; /* its context is gone */
  if (body->cstring != NULL) JS_FreeCString(js->ctx, body->cstring);
  if (body->bytes != NULL) js_free_rt(js->rt, body->bytes);
  body->js = NULL;
  js->bodies_held--;
  body->next_free = js->free_bodies;
  js->free_bodies = body;
}

static isere__js_body_t *new_body(isere_js_t *js) {
  isere__js_body_t *body = js->free_bodies;
  if (body != NULL) {
    js->free_bodies = body->next_free;
  } else if (js->bodies_touched < js->body_capacity) {
    body = &js->bodies[js->bodies_touched++];
  }
  return body;
}

/** Gives the body an owner that outlives this call. */
static bool own_body(isere__js_reply_t *reply) {
  if (reply->body_cstring == NULL && reply->body_bytes == NULL) return true;
  isere__js_body_t *body = new_body(reply->js);
  if (body == NULL)
    return isere__js_refuse(reply, "%lu responses wait to be sent already", (unsigned long)reply->js->body_capacity);
  *body = (isere__js_body_t){.js = reply->js, .cstring = reply->body_cstring, .bytes = reply->body_bytes};
  reply->js->bodies_held++;
  reply->body_cstring = NULL;
  reply->body_bytes = NULL;
  reply->response.release = release_body;
  reply->response.owner = body;
  return true;
}

void isere__js_respond(isere__js_call_t *call, JSValueConst value) {
  isere_js_t *js = call->js;
  isere__js_reply_t reply;
  reply.js = js;
  reply.response = (isere_response_t){.status = 200, .request_id = call->id};
  reply.field_capacity = ISERE__JS_INLINE_FIELDS;
  reply.fields = reply.inline_fields;
  reply.strings = reply.inline_strings;
  reply.has_content_type = reply.is_base64 = reply.threw = false;
  reply.content_type = NULL;
  reply.body_cstring = NULL;
  reply.body_bytes = NULL;
  bool ok = map(&reply, value) && own_body(&reply);
  if (!ok) log_refusal(&reply);
  if (!isere__js_doomed(js)) {
    reply.response.headers = reply.fields;
    if (ok) {
      js->host.respond(js->host.user, call->token, call->id, &reply.response);
    } else {
      js->host.fail(js->host.user, call->token, call->id, 500);
    }
  } else if (reply.response.release != NULL) {
    reply.response.release(reply.response.owner);
  }
  isere__js_reply_free_fields(&reply);
  if (reply.body_cstring != NULL) JS_FreeCString(js->ctx, reply.body_cstring);
  if (reply.body_bytes != NULL) js_free(js->ctx, reply.body_bytes);
}
