/**
 * @file
 * Request headers become `event.headers`: names in lower case, repeated ones joined as the RFCs say.
 *
 * A cache holds the names seen last as atoms, so that a name costs a comparison and no allocation. It has a fixed
 * number of places: a client that makes names up replaces them, no more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "js/internal.h"

/** Requests with at most this many headers need no memory for their names. */
#define INLINE_HEADERS 32

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static uint8_t join_of(const char *name, size_t len) {
  if (len == 6 && memcmp(name, "cookie", 6) == 0) return ISERE__JS_JOIN_COOKIE;
  if (len == 10 && memcmp(name, "set-cookie", 10) == 0) return ISERE__JS_JOIN_ARRAY;
  return ISERE__JS_JOIN_COMMA;
}

/** Length, first, middle and last character tell names in use apart well enough. */
static isere__js_header_name_t *place_of(isere_js_t *js, isere_str_t name) {
  const uint8_t *text = (const uint8_t *)name.ptr;
  uint32_t hash = (uint32_t)name.len + text[0] * 5u + text[name.len / 2] * 11u + text[name.len - 1] * 23u;
  return &js->header_names[(hash ^ hash >> 6) & (ISERE__JS_HEADER_NAMES - 1)];
}

static JSAtom new_long_name(JSContext *ctx, isere_str_t name) {
  char *text = js_malloc(ctx, name.len);
  if (text == NULL) return JS_ATOM_NULL;
  for (size_t i = 0; i < name.len; i++)
    text[i] = lower(name.ptr[i]);
  JSAtom atom = JS_NewAtomLen(ctx, text, name.len);
  js_free(ctx, text);
  return atom;
}

/** The atom of a header's name; JS_ATOM_NULL when memory does not suffice. */
static JSAtom name_atom(isere_js_t *js, isere_str_t name, uint8_t *join) {
  *join = ISERE__JS_JOIN_COMMA;
  if (name.len == 0 || name.len > ISERE__JS_HEADER_NAME_BYTES) return new_long_name(js->ctx, name);
  isere__js_header_name_t *place = place_of(js, name);
  if (place->atom == JS_ATOM_NULL || place->len != name.len || memcmp(place->text, name.ptr, name.len) != 0) {
    char text[ISERE__JS_HEADER_NAME_BYTES];
    for (size_t i = 0; i < name.len; i++)
      text[i] = lower(name.ptr[i]);
    JSAtom atom = JS_NewAtomLen(js->ctx, text, name.len);
    if (atom == JS_ATOM_NULL) return JS_ATOM_NULL;
    JS_FreeAtom(js->ctx, place->atom);
    memcpy(place->text, name.ptr, name.len);
    place->atom = atom;
    place->len = (uint8_t)name.len;
    place->join = join_of(text, name.len);
  }
  *join = place->join;
  return JS_DupAtom(js->ctx, place->atom);
}

/* --- values -------------------------------------------------------------------------------------------------- */

/** The headers of one request with their atoms. */
typedef struct {
  const isere_header_t *headers;
  const JSAtom *atoms;
  size_t count;
} fields_t;

static JSValue new_array(JSContext *ctx, const fields_t *fields, size_t first) {
  JSValue array = JS_NewArray(ctx);
  uint32_t length = 0;
  for (size_t i = first; i < fields->count && !JS_IsException(array); i++) {
    if (fields->atoms[i] != fields->atoms[first]) continue;
    JSValue value = isere__js_new_text(ctx, fields->headers[i].value);
    if (JS_IsException(value) || JS_DefinePropertyValueUint32(ctx, array, length++, value, JS_PROP_C_W_E) < 0) {
      JS_FreeValue(ctx, array);
      array = JS_EXCEPTION;
    }
  }
  return array;
}

static JSValue new_joined(JSContext *ctx, const fields_t *fields, size_t first, const char *separator) {
  size_t total = 0;
  for (size_t i = first; i < fields->count; i++) {
    if (fields->atoms[i] == fields->atoms[first]) total += fields->headers[i].value.len + 2;
  }
  char *text = js_malloc(ctx, total);
  if (text == NULL) return JS_EXCEPTION;
  size_t len = 0;
  for (size_t i = first; i < fields->count; i++) {
    if (fields->atoms[i] != fields->atoms[first]) continue;
    if (i != first) {
      memcpy(text + len, separator, 2);
      len += 2;
    }
    isere_str_t value = fields->headers[i].value;
    if (value.len > 0) memcpy(text + len, value.ptr, value.len);
    len += value.len;
  }
  JSValue joined = isere__js_new_text(ctx, (isere_str_t){text, len});
  js_free(ctx, text);
  return joined;
}

static bool occurs_between(const fields_t *fields, size_t from, size_t to, JSAtom atom) {
  for (size_t i = from; i < to; i++) {
    if (fields->atoms[i] == atom) return true;
  }
  return false;
}

static JSValue new_value(JSContext *ctx, const fields_t *fields, size_t i, uint8_t join) {
  if (join == ISERE__JS_JOIN_ARRAY) return new_array(ctx, fields, i);
  if (!occurs_between(fields, i + 1, fields->count, fields->atoms[i])) {
    return isere__js_new_text(ctx, fields->headers[i].value);
  }
  return new_joined(ctx, fields, i, join == ISERE__JS_JOIN_COOKIE ? "; " : ", ");
}

/* --- the object ---------------------------------------------------------------------------------------------- */

/**
 * Requests of one client have the same headers, and those of many clients have too: when the names are those of the
 * request before, in the same order and none of them twice, the object gets its shape at once.
 */
static bool matches_model(const isere_js_t *js, const fields_t *fields) {
  if (fields->count != js->model_count || fields->count == 0) return false;
  return memcmp(fields->atoms, js->model_names, fields->count * sizeof(JSAtom)) == 0;
}

static JSValue new_like_before(isere_js_t *js, const fields_t *fields, const uint8_t *joins) {
  JSValue values[ISERE__JS_MODEL_HEADERS];
  for (size_t i = 0; i < fields->count; i++) {
    values[i] = joins[i] == ISERE__JS_JOIN_ARRAY ? new_array(js->ctx, fields, i)
                                                 : isere__js_new_text(js->ctx, fields->headers[i].value);
  }
  return isere__js_new_like(js->ctx, js->headers_model, values, fields->count);
}

/** Keeps the names for the next request, if none is there twice and none is an index, which has a place of its own. */
static void keep_model(isere_js_t *js, const fields_t *fields) {
  JSContext *ctx = js->ctx;
  if (fields->count == 0 || fields->count > ISERE__JS_MODEL_HEADERS) return;
  for (size_t i = 0; i < fields->count; i++) {
    if (occurs_between(fields, 0, i, fields->atoms[i])) return;
  }
  JSValue model = isere__js_new_model(ctx, JS_NULL, JS_GetClassID(js->bare_model), fields->atoms, fields->count);
  if (JS_IsException(model)) {
    isere__js_clear_exception(ctx);
    return;
  }
  JS_FreeValue(ctx, js->headers_model);
  js->headers_model = model;
  for (uint32_t i = 0; i < js->model_count; i++)
    JS_FreeAtom(ctx, js->model_names[i]);
  js->model_count = (uint32_t)fields->count;
  for (size_t i = 0; i < fields->count; i++)
    js->model_names[i] = JS_DupAtom(ctx, fields->atoms[i]);
}

static JSValue new_one_by_one(isere_js_t *js, const fields_t *fields, const uint8_t *joins) {
  JSContext *ctx = js->ctx;
  JSValue object = JS_NewObjectLike(ctx, js->bare_model, NULL);
  for (size_t i = 0; i < fields->count && !JS_IsException(object); i++) {
    if (occurs_between(fields, 0, i, fields->atoms[i])) continue;
    if (isere__js_put(ctx, object, fields->atoms[i], new_value(ctx, fields, i, joins[i]))) continue;
    JS_FreeValue(ctx, object);
    object = JS_EXCEPTION;
  }
  return object;
}

static JSValue new_object(isere_js_t *js, const isere_request_t *request, JSAtom *atoms, uint8_t *joins) {
  for (size_t i = 0; i < request->header_count; i++) {
    atoms[i] = name_atom(js, request->headers[i].name, &joins[i]);
    if (atoms[i] == JS_ATOM_NULL) return JS_EXCEPTION;
  }
  const fields_t fields = {request->headers, atoms, request->header_count};
  if (matches_model(js, &fields)) return new_like_before(js, &fields, joins);
  keep_model(js, &fields);
  return new_one_by_one(js, &fields, joins);
}

JSValue isere__js_new_headers(isere_js_t *js, const isere_request_t *request) {
  JSContext *ctx = js->ctx;
  size_t count = request->header_count;
  JSAtom inline_atoms[INLINE_HEADERS];
  uint8_t inline_joins[INLINE_HEADERS];
  JSAtom *atoms = inline_atoms;
  uint8_t *joins = inline_joins;
  if (count > INLINE_HEADERS) {
    atoms = js_malloc(ctx, count * (sizeof(*atoms) + sizeof(*joins)));
    if (atoms == NULL) return JS_EXCEPTION;
    joins = (uint8_t *)(atoms + count);
  }
  memset(atoms, 0, count * sizeof(*atoms));
  JSValue object = new_object(js, request, atoms, joins);
  for (size_t i = 0; i < count; i++)
    JS_FreeAtom(ctx, atoms[i]);
  if (atoms != inline_atoms) js_free(ctx, atoms);
  return object;
}
