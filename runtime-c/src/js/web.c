/**
 * @file
 * Globals of the web platform that ordinary packages expect: performance, crypto, and those that are written in
 * JavaScript (runtime-c/js). All of them come when code that names them runs, and take no heap before but their names.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/internal.h"
#include "js/web_bytecode.h"

enum {
  /** The most that crypto.getRandomValues fills at once (w3.org/TR/webcrypto). */
  MAX_RANDOM_BYTES = 65536,
  UUID_BYTES = 16,
};

/* --- bytes --------------------------------------------------------------------------------------------------- */

/** The bytes of a typed array; NULL with an exception when @p view is none. Valid until JavaScript runs. */
static uint8_t *bytes_of(JSContext *ctx, JSValueConst view, size_t *len) {
  size_t offset, element;
  JSValue buffer = JS_GetTypedArrayBuffer(ctx, view, &offset, len, &element);
  if (JS_IsException(buffer)) return NULL;
  size_t size;
  uint8_t *bytes = JS_GetArrayBuffer(ctx, &size, buffer);
  JS_FreeValue(ctx, buffer);
  return bytes == NULL ? NULL : bytes + offset;
}

/** UTF-8 of a text. The engine writes a lone surrogate as three bytes ED A0..BF xx: each becomes U+FFFD. */
static JSValue encode(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  size_t len;
  const char *text = JS_ToCStringLen(ctx, &len, argv[0]);
  if (text == NULL) return JS_EXCEPTION;
  JSValue buffer = JS_NewArrayBufferCopy(ctx, (const uint8_t *)text, len);
  JS_FreeCString(ctx, text);
  if (JS_IsException(buffer)) return buffer;
  uint8_t *bytes = JS_GetArrayBuffer(ctx, &len, buffer);
  for (size_t i = 0; i + 2 < len; i++) {
    if (bytes[i] == 0xED && bytes[i + 1] >= 0xA0) memcpy(bytes + i, "\xEF\xBF\xBD", 3);
  }
  return buffer;
}

/** (bytes, fatal): the text of UTF-8; what is malformed becomes U+FFFD, or a TypeError. */
static JSValue decode(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  size_t len;
  const char *bytes = (const char *)bytes_of(ctx, argv[0], &len);
  if (bytes == NULL) return JS_EXCEPTION;
  if (JS_ToBool(ctx, argv[1]) && !isere_utf8_valid(bytes, len))
    return JS_ThrowTypeError(ctx, "the bytes are not UTF-8");
  return isere__js_new_text(ctx, (isere_str_t){bytes, len});
}

static JSValue percent_decode(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  size_t len;
  const char *text = JS_ToCStringLen(ctx, &len, argv[0]);
  if (text == NULL) return JS_EXCEPTION;
  char *decoded = js_malloc(ctx, len + 1);
  JSValue result = JS_EXCEPTION;
  if (decoded != NULL) {
    size_t decoded_len = isere_percent_decode((isere_str_t){text, len}, false, decoded);
    result = isere__js_new_text(ctx, (isere_str_t){decoded, decoded_len});
  }
  js_free(ctx, decoded);
  JS_FreeCString(ctx, text);
  return result;
}

static JSValue from_base64(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  size_t len;
  const char *text = JS_ToCStringLen(ctx, &len, argv[0]);
  if (text == NULL) return JS_EXCEPTION;
  uint8_t *bytes = js_malloc(ctx, len / 4 * 3 + 3);
  ptrdiff_t decoded = bytes == NULL ? 0 : isere_base64_decode((isere_str_t){text, len}, bytes);
  JSValue buffer = JS_EXCEPTION;
  if (decoded < 0) {
    (void)JS_ThrowTypeError(ctx, "the body is no base64");
  } else if (bytes != NULL) {
    buffer = JS_NewArrayBufferCopy(ctx, bytes, (size_t)decoded);
  }
  js_free(ctx, bytes);
  JS_FreeCString(ctx, text);
  return buffer;
}

/** What the engine says that a value is: "Map", "Error", "Object"; undefined for a primitive. */
static JSValue class_of(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  return JS_GetClassName(ctx, argv[0]);
}

/* --- performance, crypto ------------------------------------------------------------------------------------- */

static JSValue performance_now(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  (void)argv;
  return JS_NewFloat64(ctx, (double)(isere_port_now_us() - isere__js_of(ctx)->created_us) / 1000);
}

static JSValue throw_no_entropy(JSContext *ctx) {
  return JS_ThrowInternalError(ctx, "this board has no entropy");
}

static JSValue get_random_values(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  JSClassID first, last;
  JS_GetByteClasses(&first, &last);
  /* ArrayBuffer and SharedArrayBuffer come first, then the typed arrays in the order of JSTypedArrayEnum. */
  JSClassID type = JS_GetClassID(argv[0]) - first - 2;
  if (!JS_IsObject(argv[0]) || type >= JS_TYPED_ARRAY_FLOAT16) {
    return JS_ThrowTypeError(ctx, "crypto.getRandomValues fills typed arrays of integers");
  }
  size_t len;
  uint8_t *bytes = bytes_of(ctx, argv[0], &len);
  if (bytes == NULL) return JS_EXCEPTION;
  if (len > MAX_RANDOM_BYTES) {
    return JS_ThrowRangeError(ctx, "crypto.getRandomValues fills %d bytes at most at once", MAX_RANDOM_BYTES);
  }
  if (isere_port_entropy(bytes, len) < 0) return throw_no_entropy(ctx);
  return JS_DupValue(ctx, argv[0]);
}

/** Version 4 (RFC 9562, section 5.4). */
static JSValue random_uuid(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  (void)argv;
  uint8_t bytes[UUID_BYTES];
  if (isere_port_entropy(bytes, sizeof(bytes)) < 0) return throw_no_entropy(ctx);
  bytes[6] = (uint8_t)((bytes[6] & 0x0F) | 0x40);
  bytes[8] = (uint8_t)((bytes[8] & 0x3F) | 0x80);
  char text[36];
  size_t at = 0;
  for (size_t i = 0; i < sizeof(bytes); i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
    text[at++] = "0123456789abcdef"[bytes[i] >> 4];
    text[at++] = "0123456789abcdef"[bytes[i] & 15];
  }
  return JS_NewStringLen(ctx, text, sizeof(text));
}

/* --- globals in JavaScript ----------------------------------------------------------------------------------- */

typedef enum { PART_TEXT, PART_URL, PART_DOMAIN, PART_CLONE, PART_FETCH } part_t;

_Static_assert(PART_FETCH + 1 == ISERE__JS_WEB_PARTS, "a place for each part");

static JSValue to_ascii(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv);

/** Runs a part: a function that takes our functions and returns an object with its globals. */
static JSValue run_part(JSContext *ctx, part_t part) {
  static const JSCFunctionListEntry functions[] = {
      JS_CFUNC_DEF("encode", 1, encode),
      JS_CFUNC_DEF("decode", 2, decode),
      JS_CFUNC_DEF("percentDecode", 1, percent_decode),
      JS_CFUNC_DEF("fromBase64", 1, from_base64),
      JS_CFUNC_DEF("classOf", 1, class_of),
      JS_CFUNC_DEF("toAscii", 2, to_ascii),
  };
  const isere__js_web_bytecode_t *code = &isere__js_web_bytecode[part];
  JSValue script = JS_ReadObject(ctx, code->bytes, code->len, JS_READ_OBJ_BYTECODE);
  JSValue make = JS_IsException(script) ? JS_EXCEPTION : JS_EvalFunction(ctx, script);
  if (JS_IsException(make)) return JS_EXCEPTION;
  JSValue ours = JS_NewObject(ctx);
  JSValue globals = JS_EXCEPTION;
  if (!JS_IsException(ours) &&
      JS_SetPropertyFunctionList(ctx, ours, functions, sizeof(functions) / sizeof(functions[0])) >= 0) {
    globals = JS_Call(ctx, make, JS_UNDEFINED, 1, (JSValueConst *)&ours);
  }
  JS_FreeValue(ctx, ours);
  JS_FreeValue(ctx, make);
  return globals;
}

static JSValue make_global(JSContext *ctx, const char *name, int part) {
  JSValue *globals = &isere__js_of(ctx)->web_parts[part];
  if (!JS_IsObject(*globals)) {
    JSValue made = run_part(ctx, (part_t)part);
    if (JS_IsException(made)) return JS_EXCEPTION;
    /* A getter that it read may have named one of its globals: then it is there. */
    if (JS_IsObject(*globals)) {
      JS_FreeValue(ctx, made);
    } else {
      *globals = made;
    }
  }
  return JS_GetPropertyStr(ctx, *globals, name);
}

/** Calls a function that a part has made. */
static JSValue call_part(JSContext *ctx, part_t part, const char *name, int argc, JSValueConst *argv) {
  JSValue function = make_global(ctx, name, part);
  if (JS_IsException(function)) return JS_EXCEPTION;
  JSValue result = JS_Call(ctx, function, JS_UNDEFINED, argc, argv);
  JS_FreeValue(ctx, function);
  return result;
}

/** (domain, URL): few URLs need it, so it is a part of its own. */
static JSValue to_ascii(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  return call_part(ctx, PART_DOMAIN, "toAscii", argc, argv);
}

JSValue isere__js_serve(JSContext *ctx, JSValueConst app) {
  return call_part(ctx, PART_FETCH, "serve", 1, &app);
}

JSValue isere__js_reply_of(JSContext *ctx, JSValueConst value) {
  if (!JS_IsObject(isere__js_of(ctx)->web_parts[PART_FETCH])) return JS_UNDEFINED;
  return call_part(ctx, PART_FETCH, "reply", 1, &value);
}

bool isere__js_add_web(isere_js_t *js, JSValueConst global) {
  static const JSLazyGlobal lazy[] = {
      {"TextEncoder", make_global, PART_TEXT},
      {"TextDecoder", make_global, PART_TEXT},
      {"atob", make_global, PART_TEXT},
      {"btoa", make_global, PART_TEXT},
      {"URL", make_global, PART_URL},
      {"URLSearchParams", make_global, PART_URL},
      {"structuredClone", make_global, PART_CLONE},
      {"Headers", make_global, PART_FETCH},
      {"Request", make_global, PART_FETCH},
      {"Response", make_global, PART_FETCH},
  };
  static const JSCFunctionListEntry performance[] = {JS_CFUNC_DEF("now", 0, performance_now)};
  static const JSCFunctionListEntry crypto[] = {
      JS_CFUNC_DEF("getRandomValues", 1, get_random_values),
      JS_CFUNC_DEF("randomUUID", 0, random_uuid),
  };
  static const JSCFunctionListEntry objects[] = {
      JS_OBJECT_DEF("performance", performance, 1, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE),
      JS_OBJECT_DEF("crypto", crypto, 2, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE),
  };
  js->created_us = isere_port_now_us();
  for (size_t i = 0; i < ISERE__JS_WEB_PARTS; i++)
    js->web_parts[i] = JS_UNDEFINED;
  for (size_t i = 0; i < sizeof(lazy) / sizeof(lazy[0]); i++) {
    if (JS_DefineLazyGlobal(js->ctx, &lazy[i]) < 0) return false;
  }
  return JS_SetPropertyFunctionList(js->ctx, global, objects, 2) >= 0;
}
