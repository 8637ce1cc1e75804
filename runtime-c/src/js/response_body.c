/**
 * @file
 * The body of a response: strings, bytes, base64, or JSON of anything else.
 *
 * ASCII strings are not copied: the engine's own bytes are sent. Bytes of buffers are copied, for JavaScript may change
 * them while they wait to be sent.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/response.h"

static const char json_type[] = "application/json";
static const char text_type[] = "text/plain; charset=utf-8";
static const char bytes_type[] = "application/octet-stream";

static bool check_length(isere__js_reply_t *reply, size_t len) {
  uint32_t max = reply->js->options.function_max_response_body_bytes;
  if (len <= max) return true;
  return isere__js_refuse(reply, "its body is %lu bytes long; %lu are allowed (function.max_response_body_bytes)",
                          (unsigned long)len, (unsigned long)max);
}

/* --- text ---------------------------------------------------------------------------------------------------- */

/**
 * Surrogates without their partner have no UTF-8 form; the engine writes them as three bytes, ED A0..BF xx. They become
 * U+FFFD, which has three bytes too. Such text is a copy that nobody else sees.
 */
static void mend_surrogates(const char *text, size_t len) {
  uint8_t *at = (uint8_t *)(uintptr_t)text;
  uint8_t *end = at + len;
  while ((at = memchr(at, 0xED, (size_t)(end - at))) != NULL) {
    size_t left = (size_t)(end - at);
    if (left >= 3 && isere_utf8_sequence((const char *)at, left, NULL) == 0) memcpy(at, "\xEF\xBF\xBD", 3);
    at++;
  }
}

static bool take_string(isere__js_reply_t *reply, JSValueConst string, const char *content_type) {
  size_t len;
  const char *text = JS_ToCStringLen(reply->js->ctx, &len, string);
  if (text == NULL) return isere__js_refuse_thrown(reply, "reading its body");
  reply->body_cstring = text;
  reply->response.body = (isere_str_t){text, len};
  reply->content_type = content_type;
  mend_surrogates(text, len);
  return check_length(reply, len);
}

static bool take_json(isere__js_reply_t *reply, JSValueConst value) {
  JSContext *ctx = reply->js->ctx;
  JSValue json = JS_JSONStringify(ctx, value, JS_UNDEFINED, JS_UNDEFINED);
  if (JS_IsException(json)) return isere__js_refuse_thrown(reply, "making JSON of its body");
  bool ok = JS_IsString(json)
                ? take_string(reply, json, json_type)
                : isere__js_refuse(reply, "its body has no JSON form (its toJSON gave %s)", isere__js_kind(ctx, json));
  JS_FreeValue(ctx, json);
  return ok;
}

/* --- bytes --------------------------------------------------------------------------------------------------- */

static bool take_bytes(isere__js_reply_t *reply, const uint8_t *bytes, size_t len) {
  reply->content_type = bytes_type;
  if (!check_length(reply, len)) return false;
  reply->body_bytes = js_malloc(reply->js->ctx, len > 0 ? len : 1);
  if (reply->body_bytes == NULL) return isere__js_refuse_thrown(reply, "copying its body");
  if (len > 0) memcpy(reply->body_bytes, bytes, len);
  reply->response.body = (isere_str_t){(const char *)reply->body_bytes, len};
  return true;
}

static bool take_base64(isere__js_reply_t *reply, JSValueConst body) {
  JSContext *ctx = reply->js->ctx;
  if (!JS_IsString(body)) {
    return isere__js_refuse(reply, "isBase64Encoded is true, but body is %s", isere__js_kind(ctx, body));
  }
  size_t len;
  const char *text = JS_ToCStringLen(ctx, &len, body);
  if (text == NULL) return isere__js_refuse_thrown(reply, "reading its body");
  ptrdiff_t decoded = ISERE_EINVAL;
  uint8_t *bytes = js_malloc(ctx, len / 4 * 3 + 3);
  if (bytes != NULL) decoded = isere_base64_decode((isere_str_t){text, len}, bytes);
  JS_FreeCString(ctx, text);
  reply->body_bytes = bytes;
  if (bytes == NULL) return isere__js_refuse_thrown(reply, "decoding its body");
  if (decoded < 0) return isere__js_refuse(reply, "isBase64Encoded is true, but body is not base64");
  reply->response.body = (isere_str_t){(const char *)bytes, (size_t)decoded};
  reply->content_type = bytes_type;
  return check_length(reply, (size_t)decoded);
}

static bool get_size(isere__js_reply_t *reply, JSValueConst view, JSAtom name, size_t *out) {
  JSContext *ctx = reply->js->ctx;
  uint64_t size = 0;
  JSValue value = JS_GetProperty(ctx, view, name);
  int got = JS_IsException(value) ? -1 : JS_ToIndex(ctx, &size, value);
  JS_FreeValue(ctx, value);
  *out = (size_t)size;
  return got >= 0;
}

/** Bytes of a typed array or DataView. A program may lie about offset and length: the buffer has the last word. */
static bool take_view(isere__js_reply_t *reply, JSValueConst view) {
  isere_js_t *js = reply->js;
  JSContext *ctx = js->ctx;
  size_t offset, len, size = 0;
  JSValue buffer = JS_GetProperty(ctx, view, js->names.buffer);
  bool ok = !JS_IsException(buffer) && get_size(reply, view, js->names.byte_offset, &offset) &&
            get_size(reply, view, js->names.byte_length, &len);
  const uint8_t *bytes = ok ? JS_GetArrayBuffer(ctx, &size, buffer) : NULL;
  if (!ok || (bytes == NULL && JS_HasException(ctx))) {
    ok = isere__js_refuse_thrown(reply, "reading its body");
  } else if (offset > size || len > size - offset) {
    ok = isere__js_refuse(reply, "its body is a view beyond the end of its buffer");
  } else {
    ok = take_bytes(reply, bytes + offset, len);
  }
  JS_FreeValue(ctx, buffer);
  return ok;
}

static bool take_buffer(isere__js_reply_t *reply, JSValueConst buffer) {
  size_t size;
  const uint8_t *bytes = JS_GetArrayBuffer(reply->js->ctx, &size, buffer);
  if (bytes == NULL && JS_HasException(reply->js->ctx)) return isere__js_refuse_thrown(reply, "reading its body");
  return take_bytes(reply, bytes, size);
}

/* --- any ----------------------------------------------------------------------------------------------------- */

static bool take_object(isere__js_reply_t *reply, JSValueConst body) {
  isere_js_t *js = reply->js;
  JSClassID class_id = JS_GetClassID(body), first, last;
  JS_GetByteClasses(&first, &last);
  if (class_id >= first && class_id <= last) {
    bool is_buffer = class_id <= first + 1; /* shared ones come second */
    return is_buffer ? take_buffer(reply, body) : take_view(reply, body);
  }
  if (JS_IsFunction(js->ctx, body)) return isere__js_refuse(reply, "its body is a function");
  if (isere__js_is_promise(js->ctx, body)) return isere__js_refuse(reply, "its body is a Promise; await it");
  return take_json(reply, body);
}

bool isere__js_reply_body(isere__js_reply_t *reply, JSValueConst body) {
  JSContext *ctx = reply->js->ctx;
  if (JS_IsUndefined(body) || JS_IsNull(body)) return true;
  if (reply->is_base64) return take_base64(reply, body);
  if (JS_IsString(body)) return take_string(reply, body, text_type);
  if (JS_IsObject(body)) return take_object(reply, body);
  if (JS_IsNumber(body) || JS_IsBool(body)) return take_json(reply, body);
  return isere__js_refuse(reply, "its body is %s", isere__js_kind(ctx, body));
}
