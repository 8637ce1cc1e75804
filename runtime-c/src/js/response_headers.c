/**
 * @file
 * The headers of a response: an object of names to values becomes fields that are safe to write out.
 *
 * Names are tokens (RFC 9110, section 5.6.2); values are visible characters, spaces and tabs (section 5.5), those from
 * U+0080 to U+00FF as one byte each. So nothing that a function passes on from a request can end a line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/response.h"

static bool is_token(isere_str_t name) {
  for (size_t i = 0; i < name.len; i++) {
    if (!isere_is_token_char(name.ptr[i])) return false;
  }
  return name.len > 0;
}

/* --- the list ------------------------------------------------------------------------------------------------ */

static bool grow(isere__js_reply_t *reply) {
  JSContext *ctx = reply->js->ctx;
  uint32_t capacity = reply->js->options.function_max_response_headers + 1;
  isere_header_t *fields = js_malloc(ctx, capacity * sizeof(*fields));
  isere__js_field_strings_t *strings = js_malloc(ctx, capacity * sizeof(*strings));
  if (fields == NULL || strings == NULL) {
    js_free(ctx, fields);
    js_free(ctx, strings);
    return isere__js_refuse_thrown(reply, "making room for its headers");
  }
  memcpy(fields, reply->fields, reply->response.header_count * sizeof(*fields));
  memcpy(strings, reply->strings, reply->response.header_count * sizeof(*strings));
  reply->fields = fields;
  reply->strings = strings;
  reply->field_capacity = capacity;
  return true;
}

/** A field's name. The first field that bears it owns its C string, which the others point into as well. */
typedef struct {
  const char *owned; /* NULL: a field owns it */
  isere_str_t text;
} name_t;

/** Takes the value's C string over, also when it fails. */
static bool add(isere__js_reply_t *reply, name_t *name, const char *value, isere_header_t field) {
  size_t count = reply->response.header_count;
  bool room = count < reply->js->options.function_max_response_headers;
  if (!room) {
    (void)isere__js_refuse(reply, "it has more than %lu header fields (function.max_response_headers)",
                           (unsigned long)reply->js->options.function_max_response_headers);
  }
  if (!room || (count == reply->field_capacity && !grow(reply))) {
    JS_FreeCString(reply->js->ctx, value);
    return false;
  }
  reply->fields[count] = field;
  reply->strings[count] = (isere__js_field_strings_t){name->owned, value};
  name->owned = NULL;
  reply->response.header_count = count + 1;
  return true;
}

bool isere__js_reply_add_static(isere__js_reply_t *reply, const char *name, const char *value) {
  name_t text = {NULL, {name, strlen(name)}};
  return add(reply, &text, NULL, (isere_header_t){text.text, {value, strlen(value)}});
}

void isere__js_reply_free_fields(isere__js_reply_t *reply) {
  JSContext *ctx = reply->js->ctx;
  for (size_t i = 0; i < reply->response.header_count; i++) {
    JS_FreeCString(ctx, reply->strings[i].name);
    JS_FreeCString(ctx, reply->strings[i].value);
  }
  if (reply->fields == reply->inline_fields) return;
  js_free(ctx, reply->fields);
  js_free(ctx, reply->strings);
}

/* --- values -------------------------------------------------------------------------------------------------- */

/** Why a byte or character cannot stand in a value; NULL when it can. */
static const char *fault_of(uint8_t first, uint8_t second) {
  if (first == '\r' || first == '\n') return "a line break";
  if (first == '\0') return "a NUL";
  if ((first < 0x20 && first != '\t') || first == 0x7F) return "a control character";
  if (first == 0xC2 && second < 0xA0) return "a control character";
  if (first > 0xC3) return "a character beyond U+00FF";
  return NULL;
}

/**
 * Checks a value and turns characters of two bytes into one byte, in place.
 *
 * A C string with such characters is a copy that nobody else sees: the engine's own strings hold them in another form.
 */
static const char *narrow(const char *value, size_t *len) {
  uint8_t *bytes = (uint8_t *)(uintptr_t)value;
  size_t out = 0;
  for (size_t in = 0; in < *len; in++) {
    uint8_t byte = bytes[in];
    if (byte < 0x20 || byte >= 0x7F) {
      uint8_t next = in + 1 < *len ? bytes[in + 1] : 0;
      const char *fault = fault_of(byte, next);
      if (fault != NULL) return fault;
      if (byte >= 0x80) {
        byte = (uint8_t)((byte & 3) << 6 | (next & 0x3F));
        in++;
      }
    }
    if (out != in) bytes[out] = byte;
    out++;
  }
  *len = out;
  return NULL;
}

static isere_str_t trimmed(const char *value, size_t len) {
  while (len > 0 && (value[0] == ' ' || value[0] == '\t')) {
    value++;
    len--;
  }
  while (len > 0 && (value[len - 1] == ' ' || value[len - 1] == '\t'))
    len--;
  return (isere_str_t){value, len};
}

static bool add_value(isere__js_reply_t *reply, name_t *name, JSValueConst value) {
  JSContext *ctx = reply->js->ctx;
  if (!JS_IsString(value) && !JS_IsNumber(value) && !JS_IsBool(value)) {
    return isere__js_refuse(reply,
                            "header \"%.60s\" is %s; it has to be a string, a number, a boolean or an array of them",
                            name->text.ptr, isere__js_kind(ctx, value));
  }
  size_t value_len;
  const char *text = JS_ToCStringLen(ctx, &value_len, value);
  if (text == NULL) return isere__js_refuse_thrown(reply, "reading its headers");
  const char *fault = narrow(text, &value_len);
  if (fault != NULL) {
    JS_FreeCString(ctx, text);
    return isere__js_refuse(reply, "the value of header \"%.60s\" holds %s", name->text.ptr, fault);
  }
  const isere_header_t field = {name->text, trimmed(text, value_len)};
  if (!reply->has_content_type) {
    reply->has_content_type = isere_str_equal_nocase(name->text, ISERE_STR("content-type"));
  }
  return add(reply, name, text, field);
}

static bool add_array(isere__js_reply_t *reply, name_t *name, JSValueConst array) {
  JSContext *ctx = reply->js->ctx;
  int64_t length = 0;
  JSValue length_value = JS_GetProperty(ctx, array, reply->js->names.length);
  int got = JS_ToInt64(ctx, &length, length_value);
  JS_FreeValue(ctx, length_value);
  if (got < 0) return isere__js_refuse_thrown(reply, "reading its headers");
  for (uint32_t i = 0; (int64_t)i < length; i++) {
    JSValue value = JS_GetPropertyUint32(ctx, array, i);
    if (JS_IsException(value)) return isere__js_refuse_thrown(reply, "reading its headers");
    bool ok = add_value(reply, name, value);
    JS_FreeValue(ctx, value);
    if (!ok) return false;
  }
  return true;
}

/* --- the object ---------------------------------------------------------------------------------------------- */

static bool refuse_name(isere__js_reply_t *reply, isere_str_t name) {
  char shown[64];
  isere__js_text_t text = {shown, 0, sizeof(shown) - 1};
  JSValue value = JS_NewStringLen(reply->js->ctx, name.ptr, name.len);
  isere__js_text_inspect(reply->js->ctx, &text, value);
  JS_FreeValue(reply->js->ctx, value);
  shown[text.len] = '\0';
  return isere__js_refuse(reply, "%s cannot be a header's name", shown);
}

static bool add_values(isere__js_reply_t *reply, name_t *name, JSValueConst value) {
  if (JS_IsString(value)) return add_value(reply, name, value);
  int is_array = JS_IsException(value) ? -1 : JS_IsArray(reply->js->ctx, value);
  if (is_array < 0) return isere__js_refuse_thrown(reply, "reading its headers");
  return is_array ? add_array(reply, name, value) : add_value(reply, name, value);
}

static bool add_property(isere__js_reply_t *reply, JSValueConst headers, JSAtom key) {
  JSContext *ctx = reply->js->ctx;
  name_t name;
  name.owned = name.text.ptr = JS_AtomToCStringLen(ctx, &name.text.len, key);
  if (name.owned == NULL) return isere__js_refuse_thrown(reply, "reading its headers");
  bool ok;
  if (is_token(name.text)) {
    JSValue value = JS_GetProperty(ctx, headers, key);
    ok = add_values(reply, &name, value);
    JS_FreeValue(ctx, value);
  } else {
    ok = refuse_name(reply, name.text);
  }
  JS_FreeCString(ctx, name.owned);
  return ok;
}

bool isere__js_reply_headers(isere__js_reply_t *reply, JSValueConst headers) {
  isere_js_t *js = reply->js;
  if (JS_IsUndefined(headers) || JS_IsNull(headers)) return true;
  int plain = isere__js_is_plain(js, headers);
  if (plain == 0) {
    return isere__js_refuse(reply, "headers is %s; it has to be a plain object", isere__js_kind(js->ctx, headers));
  }
  JSPropertyEnum *keys;
  uint32_t count;
  if (plain < 0 || JS_GetOwnPropertyNames(js->ctx, &keys, &count, headers, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) {
    return isere__js_refuse_thrown(reply, "reading its headers");
  }
  bool ok = true;
  for (uint32_t i = 0; i < count && ok; i++)
    ok = add_property(reply, headers, keys[i].atom);
  JS_FreePropertyEnum(js->ctx, keys, count);
  return ok;
}
