/**
 * @file
 * A response while it is being made of a JavaScript value: shared by response.c, response_headers.c, response_body.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_JS_RESPONSE_H
#define ISERE_JS_RESPONSE_H

#include "js/internal.h"

enum {
  ISERE__JS_INLINE_FIELDS = 8, /* responses with at most this many fields need no memory for them */
  ISERE__JS_REASON_BYTES = 200,
};

/** One header field and the C strings that it points into. */
typedef struct {
  const char *name;
  const char *value;
} isere__js_field_strings_t;

/** What is gathered. */
typedef struct {
  isere_js_t *js;
  isere_response_t response;
  uint32_t field_capacity;
  isere_header_t *fields;
  isere__js_field_strings_t *strings;
  isere_header_t inline_fields[ISERE__JS_INLINE_FIELDS];
  isere__js_field_strings_t inline_strings[ISERE__JS_INLINE_FIELDS];
  bool has_content_type;
  bool is_base64;
  const char *content_type; /* for want of one among the headers; NULL when there is no body */
  const char *body_cstring; /* one of these two holds the body */
  uint8_t *body_bytes;
  char reason[ISERE__JS_REASON_BYTES]; /* why it cannot be sent */
  bool threw;                          /* ... the pending exception has more */
} isere__js_reply_t;

/** Notes why the response cannot be sent; returns false. */
bool isere__js_refuse(isere__js_reply_t *reply, const char *format, ...) ISERE_PRINTF(2, 3);
/** The same for a pending exception that came while @p doing. */
bool isere__js_refuse_thrown(isere__js_reply_t *reply, const char *doing);
/** True for an object made by {} or Object.create(null), or a proxy of one; -1 when finding out threw. */
int isere__js_is_plain(isere_js_t *js, JSValueConst value);

/** Takes the fields of a headers object over into the reply. */
bool isere__js_reply_headers(isere__js_reply_t *reply, JSValueConst headers);
/** Adds a field; the strings are static. */
bool isere__js_reply_add_static(isere__js_reply_t *reply, const char *name, const char *value);
void isere__js_reply_free_fields(isere__js_reply_t *reply);

/** Takes a body of any form over into the reply. */
bool isere__js_reply_body(isere__js_reply_t *reply, JSValueConst body);

#endif
