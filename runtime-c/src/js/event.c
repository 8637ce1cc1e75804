/**
 * @file
 * A request becomes the `event` of the handler.
 *
 * `path` is percent-decoded; bytes that are not UTF-8 after that become U+FFFD, and `rawPath` has them as they came.
 * `query` and `headers` have no prototype, so that a name such as "constructor" or "__proto__" is a key like any other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/internal.h"

/** Decoded text up to this length needs no memory from the heap. */
#define SCRATCH_BYTES 256

static JSValue decode(JSContext *ctx, isere_str_t text, bool plus_is_space) {
  if (memchr(text.ptr, '%', text.len) == NULL && !(plus_is_space && memchr(text.ptr, '+', text.len) != NULL)) {
    return isere__js_new_text(ctx, text);
  }
  char scratch[SCRATCH_BYTES];
  char *out = text.len <= sizeof(scratch) ? scratch : js_malloc(ctx, text.len);
  if (out == NULL) return JS_EXCEPTION;
  JSValue value = isere__js_new_text(ctx, (isere_str_t){out, isere_percent_decode(text, plus_is_space, out)});
  if (out != scratch) js_free(ctx, out);
  return value;
}

/* --- query --------------------------------------------------------------------------------------------------- */

/** Adds to a key that is there already: the values of one key are an array in the order they came. */
static bool add_again(isere_js_t *js, JSValueConst query, JSAtom key, JSValueConst before, JSValue value) {
  JSContext *ctx = js->ctx;
  if (JS_IsObject(before)) {
    uint32_t length = 0;
    JSValue length_value = JS_GetProperty(ctx, before, js->names.length);
    (void)JS_ToUint32(ctx, &length, length_value);
    return JS_DefinePropertyValueUint32(ctx, before, length, value, JS_PROP_C_W_E) >= 0;
  }
  JSValue array = JS_NewArray(ctx);
  if (JS_IsException(array) ||
      JS_DefinePropertyValueUint32(ctx, array, 0, JS_DupValue(ctx, before), JS_PROP_C_W_E) < 0) {
    JS_FreeValue(ctx, array);
    JS_FreeValue(ctx, value);
    return false;
  }
  if (JS_DefinePropertyValueUint32(ctx, array, 1, value, JS_PROP_C_W_E) < 0) {
    JS_FreeValue(ctx, array);
    return false;
  }
  return isere__js_put(ctx, query, key, array);
}

static bool add_pair(isere_js_t *js, JSValueConst query, isere_str_t pair) {
  JSContext *ctx = js->ctx;
  const char *equals = memchr(pair.ptr, '=', pair.len);
  size_t key_len = equals == NULL ? pair.len : (size_t)(equals - pair.ptr);
  JSValue key_text = decode(ctx, (isere_str_t){pair.ptr, key_len}, true);
  JSAtom key = JS_IsException(key_text) ? JS_ATOM_NULL : JS_ValueToAtom(ctx, key_text);
  JS_FreeValue(ctx, key_text);
  if (key == JS_ATOM_NULL) return false;
  isere_str_t text = {"", 0};
  if (equals != NULL) text = (isere_str_t){equals + 1, pair.len - key_len - 1};
  JSValue value = decode(ctx, text, true);
  bool ok = false;
  if (!JS_IsException(value)) {
    JSValue before = JS_GetProperty(ctx, query, key);
    ok = JS_IsUndefined(before) ? isere__js_put(ctx, query, key, value) : add_again(js, query, key, before, value);
    JS_FreeValue(ctx, before);
  }
  JS_FreeAtom(ctx, key);
  return ok;
}

JSValue isere__js_new_query(isere_js_t *js, isere_str_t raw_query) {
  JSValue query = JS_NewObjectLike(js->ctx, js->bare_model, NULL);
  if (JS_IsException(query)) return query;
  const char *end = raw_query.ptr + raw_query.len;
  for (const char *at = raw_query.ptr; at < end;) {
    const char *ampersand = memchr(at, '&', (size_t)(end - at));
    const char *stop = ampersand == NULL ? end : ampersand;
    if (stop > at && !add_pair(js, query, (isere_str_t){at, (size_t)(stop - at)})) {
      JS_FreeValue(js->ctx, query);
      return JS_EXCEPTION;
    }
    at = stop + 1;
  }
  return query;
}

/* --- the event ----------------------------------------------------------------------------------------------- */

static JSValue new_method(isere_js_t *js, isere_str_t method) {
  static const isere_str_t known[ISERE__JS_METHODS] = {
      {"GET", 3}, {"POST", 4}, {"PUT", 3}, {"DELETE", 6}, {"HEAD", 4}, {"PATCH", 5}, {"OPTIONS", 7},
  };
  for (int i = 0; i < ISERE__JS_METHODS; i++) {
    if (isere_str_equal(method, known[i])) return JS_DupValue(js->ctx, js->methods[i]);
  }
  return isere__js_new_text(js->ctx, method);
}

/** A body that is not UTF-8 becomes base64. */
static JSValue new_body(JSContext *ctx, const isere_request_t *request, bool *is_base64) {
  *is_base64 = false;
  if (!request->has_body) return JS_UNDEFINED;
  isere_str_t body = request->body;
  if (isere_utf8_valid(body.ptr, body.len)) return JS_NewStringLen(ctx, body.ptr, body.len);
  *is_base64 = true;
  char *text = js_malloc(ctx, isere_base64_encoded_length(body.len));
  if (text == NULL) return JS_EXCEPTION;
  JSValue value = JS_NewStringLen(ctx, text, isere_base64_encode((const uint8_t *)body.ptr, body.len, text));
  js_free(ctx, text);
  return value;
}

JSValue isere__js_new_event(isere_js_t *js, const isere_request_t *request) {
  JSContext *ctx = js->ctx;
  bool encoded = memchr(request->raw_path.ptr, '%', request->raw_path.len) != NULL;
  bool is_base64;
  JSValue body = new_body(ctx, request, &is_base64);
  JSValue raw_path = isere__js_new_text(ctx, request->raw_path);
  /* Always all of them, in the order of the model's names: the events of all requests share one shape. */
  JSValue values[] = {
      new_method(js, request->method),
      encoded ? decode(ctx, request->raw_path, false) : JS_DupValue(ctx, raw_path),
      raw_path,
      isere__js_new_query(js, request->raw_query),
      request->raw_query.len == 0 ? JS_DupValue(ctx, js->empty_string) : isere__js_new_text(ctx, request->raw_query),
      isere__js_new_headers(js, request),
      body,
      JS_NewBool(ctx, is_base64),
  };
  return isere__js_new_like(ctx, js->event_model, values, sizeof(values) / sizeof(values[0]));
}
