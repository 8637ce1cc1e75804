/**
 * @file
 * Values as text for the log, and malformed text as values.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "js/internal.h"

/** Frames of a stack trace that the log shows. */
#define MAX_FRAMES 16u

/** Causes of an error and members of an AggregateError that the log shows; a chain of causes may be a circle. */
#define MAX_ORIGINS 8u

/* --- the buffer ---------------------------------------------------------------------------------------------- */

void isere__js_text_put(isere__js_text_t *text, const char *ptr, size_t len) {
  size_t room = text->capacity - text->len;
  if (len <= room) {
    memcpy(text->ptr + text->len, ptr, len);
    text->len += len;
    return;
  }
  memcpy(text->ptr + text->len, ptr, room);
  text->len = text->capacity;
  /* Not in the middle of a UTF-8 sequence. */
  size_t end = text->capacity - 3;
  while (end > 0 && ((uint8_t)text->ptr[end] & 0xC0) == 0x80)
    end--;
  memset(text->ptr + end, '.', text->capacity - end);
}

void isere__js_text_puts(isere__js_text_t *text, const char *string) {
  isere__js_text_put(text, string, strlen(string));
}

/** Takes pieces from the engine's printer. It writes an empty object as "{  }"; "{}" is what people expect. */
static void on_piece(void *opaque, const char *piece, size_t len) {
  isere__js_text_t *text = opaque;
  if (len == 2 && piece[0] == ' ' && (piece[1] == '}' || piece[1] == ']') && text->len >= 2) {
    const char *end = text->ptr + text->len;
    if (end[-1] == ' ' && (end[-2] == '{' || end[-2] == '[')) {
      text->len--;
      piece++;
      len = 1;
    }
  }
  isere__js_text_put(text, piece, len);
}

/* --- values -------------------------------------------------------------------------------------------------- */

void isere__js_text_inspect(JSContext *ctx, isere__js_text_t *text, JSValueConst value) {
  JSPrintValueOptions options;
  JS_PrintValueSetDefaultOptions(&options);
  options.max_depth = 3;
  options.max_string_length = (uint32_t)text->capacity;
  JS_PrintValue(ctx, on_piece, text, value, &options);
  if (JS_HasException(ctx)) isere__js_clear_exception(ctx);
}

static void put_error(JSContext *ctx, isere__js_text_t *text, JSValueConst error, unsigned frames);

void isere__js_text_value(JSContext *ctx, isere__js_text_t *text, JSValueConst value) {
  if (!JS_IsString(value)) {
    if (JS_IsError(ctx, value)) {
      put_error(ctx, text, value, UINT_MAX);
    } else {
      isere__js_text_inspect(ctx, text, value);
    }
    return;
  }
  size_t len;
  const char *string = JS_ToCStringLen(ctx, &len, value);
  if (string == NULL) {
    isere__js_clear_exception(ctx);
    return;
  }
  isere__js_text_put(text, string, len);
  JS_FreeCString(ctx, string);
}

/* --- errors -------------------------------------------------------------------------------------------------- */

/** Leaves the innermost frames of the stack trace that starts at @p from, and the number of the others. */
static void shorten_stack(isere__js_text_t *text, size_t from, unsigned most) {
  size_t out = from;
  unsigned frames = 0;
  unsigned dropped = 0;
  for (size_t at = from; at < text->len;) {
    const char *line = text->ptr + at;
    const char *feed = memchr(line, '\n', text->len - at);
    size_t len = feed == NULL ? text->len - at : (size_t)(feed - line) + 1;
    bool is_frame = len > 7 && memcmp(line, "    at ", 7) == 0;
    if (is_frame && ++frames > most) {
      dropped++;
    } else {
      memmove(text->ptr + out, line, len);
      out += len;
    }
    at += len;
  }
  /* An error without a stack ends in a line feed all the same, and a record has none at its end. */
  while (out > from && text->ptr[out - 1] == '\n')
    out--;
  text->len = out;
  if (dropped == 0) return;
  char more[40];
  (void)snprintf(more, sizeof(more), "\n    (%u frames more)", dropped);
  isere__js_text_puts(text, more);
}

/** An own property that is no getter; undefined when there is none. */
static JSValue own_value(JSContext *ctx, JSValueConst object, JSAtom name) {
  JSPropertyDescriptor found;
  int result = JS_GetOwnProperty(ctx, &found, object, name);
  if (result < 0) isere__js_clear_exception(ctx);
  if (result <= 0) return JS_UNDEFINED;
  JS_FreeValue(ctx, found.getter);
  JS_FreeValue(ctx, found.setter);
  return found.value;
}

/** Puts one of the values that an error came of, unless @p origins have been put. */
static void put_origin(JSContext *ctx, isere__js_text_t *text, const char *label, JSValueConst value, unsigned frames,
                       unsigned *origins) {
  if (++*origins > MAX_ORIGINS) return;
  isere__js_text_puts(text, label);
  size_t from = text->len;
  isere__js_text_inspect(ctx, text, value);
  if (JS_IsError(ctx, value)) shorten_stack(text, from, frames);
}

/** An array, and no Proxy of one: what asks that would run code. */
static bool is_real_array(JSContext *ctx, JSValueConst value) {
  JSValue array = JS_NewArray(ctx);
  if (JS_IsException(array)) isere__js_clear_exception(ctx);
  bool is_one = JS_IsObject(value) && JS_GetClassID(value) == JS_GetClassID(array);
  JS_FreeValue(ctx, array);
  return is_one;
}

/** What an AggregateError gathers. */
static void put_errors(JSContext *ctx, isere__js_text_t *text, JSValueConst error, unsigned frames, unsigned *origins) {
  const isere__js_names_t *names = &isere__js_of(ctx)->names;
  JSValue errors = own_value(ctx, error, names->errors);
  JSValue length = is_real_array(ctx, errors) ? own_value(ctx, errors, names->length) : JS_UNDEFINED;
  uint32_t count = 0;
  if (JS_IsNumber(length)) (void)JS_ToUint32(ctx, &count, length);
  for (uint32_t i = 0; i < count && *origins < MAX_ORIGINS; i++) {
    JSAtom index = JS_NewAtomUInt32(ctx, i);
    JSValue each = own_value(ctx, errors, index);
    put_origin(ctx, text, "\n[errors]: ", each, frames, origins);
    JS_FreeValue(ctx, each);
    JS_FreeAtom(ctx, index);
  }
  if (count > MAX_ORIGINS) {
    char more[40];
    (void)snprintf(more, sizeof(more), "\n    (%lu errors more)", (unsigned long)(count - MAX_ORIGINS));
    isere__js_text_puts(text, more);
  }
  JS_FreeValue(ctx, length);
  JS_FreeValue(ctx, errors);
}

/** An error, the errors that it gathers, and the causes of it, one after the other, each with its stack. */
static void put_error(JSContext *ctx, isere__js_text_t *text, JSValueConst error, unsigned frames) {
  size_t from = text->len;
  isere__js_text_inspect(ctx, text, error);
  shorten_stack(text, from, frames);
  unsigned origins = 0;
  put_errors(ctx, text, error, frames, &origins);
  JSAtom name = isere__js_of(ctx)->names.cause;
  JSValue cause = JS_DupValue(ctx, error);
  while (origins < MAX_ORIGINS && JS_IsError(ctx, cause)) {
    JSValue next = own_value(ctx, cause, name);
    JS_FreeValue(ctx, cause);
    cause = next;
    if (!JS_IsUndefined(cause)) put_origin(ctx, text, "\n[cause]: ", cause, frames, &origins);
  }
  JS_FreeValue(ctx, cause);
}

void isere__js_text_frames(JSContext *ctx, isere__js_text_t *text, JSValueConst error) {
  size_t from = text->len;
  isere__js_text_inspect(ctx, text, error);
  shorten_stack(text, from, MAX_FRAMES);
  const char *feed = memchr(text->ptr + from, '\n', text->len - from);
  size_t head = feed == NULL ? text->len - from : (size_t)(feed - (text->ptr + from));
  memmove(text->ptr + from, text->ptr + from + head, text->len - from - head);
  text->len -= head;
}

void isere__js_text_thrown(JSContext *ctx, isere__js_text_t *text, JSValueConst thrown) {
  if (JS_IsError(ctx, thrown)) {
    put_error(ctx, text, thrown, MAX_FRAMES);
    return;
  }
  isere__js_text_puts(text, "threw ");
  isere__js_text_inspect(ctx, text, thrown);
  isere__js_text_puts(text, " (not an Error)");
}

const char *isere__js_kind(JSContext *ctx, JSValueConst value) {
  if (JS_IsString(value)) return "a string";
  if (JS_IsNumber(value)) return "a number";
  if (JS_IsBool(value)) return "a boolean";
  if (JS_IsNull(value)) return "null";
  if (JS_IsUndefined(value)) return "undefined";
  if (JS_IsSymbol(value)) return "a symbol";
  if (JS_IsBigInt(ctx, value)) return "a bigint";
  if (JS_IsFunction(ctx, value)) return "a function";
  if (JS_IsError(ctx, value)) return "an Error";
  if (isere__js_is_promise(ctx, value)) return "a Promise";
  int is_array = JS_IsArray(ctx, value);
  if (is_array < 0) isere__js_clear_exception(ctx);
  return is_array > 0 ? "an array" : "an object";
}

/* --- malformed text ------------------------------------------------------------------------------------------ */

static size_t mend(isere_str_t text, char *out) {
  size_t written = 0;
  for (size_t at = 0; at < text.len;) {
    size_t wrong;
    size_t length = isere_utf8_sequence(text.ptr + at, text.len - at, &wrong);
    memcpy(out + written, length > 0 ? text.ptr + at : "\xEF\xBF\xBD", length > 0 ? length : 3);
    written += length > 0 ? length : 3;
    at += length > 0 ? length : wrong;
  }
  return written;
}

JSValue isere__js_new_text(JSContext *ctx, isere_str_t text) {
  if (isere_utf8_valid(text.ptr, text.len)) return JS_NewStringLen(ctx, text.ptr, text.len);
  char *mended = js_malloc(ctx, text.len * 3);
  if (mended == NULL) return JS_EXCEPTION;
  JSValue value = JS_NewStringLen(ctx, mended, mend(text, mended));
  js_free(ctx, mended);
  return value;
}
