/**
 * @file
 * The parser's callbacks: a header section becomes offsets into the receive buffer, a chunked body becomes bytes.
 *
 * llhttp runs strict, with one leniency: it reads any version, because a higher minor one is 1.1 to us (RFC 9110,
 * section 2.5) and head.c judges the others. It is initialised anew for each request and stopped at its end, so
 * that what a client pipelines is not looked at before its turn. Parts of a name or value that come with different
 * reads lie side by side in the receive buffer, so each is one view.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "http/internal.h"

static const char target_too_long[] = "the request target is too long";

static isere__connection_t *connection_of(llhttp_t *parser) {
  return parser->data;
}

static int stop(isere__connection_t *c, uint16_t status, const char *detail) {
  c->head.fail_status = status;
  c->head.fail_detail = detail;
  return HPE_USER;
}

/** Where @p at lies, counted from the start of the request. */
static uint16_t offset_of(const isere__connection_t *c, const char *at) {
  return (uint16_t)(at - (c->in + c->in_start));
}

/* --- the request line --------------------------------------------------------------------------------------- */

static int on_method(llhttp_t *parser, const char *at, size_t len) {
  (void)at;
  connection_of(parser)->head.method_len += (uint16_t)len;
  return 0;
}

static int on_url(llhttp_t *parser, const char *at, size_t len) {
  isere__connection_t *c = connection_of(parser);
  if (c->head.target_len == 0) c->head.target = offset_of(c, at);
  if (c->head.target_len + len > c->http->options.http_max_target_bytes) {
    return stop(c, 414, target_too_long);
  }
  c->head.target_len += (uint16_t)len;
  return 0;
}

/** llhttp knows RTSP and ICE too. */
static int on_protocol(llhttp_t *parser, const char *at, size_t len) {
  (void)len;
  connection_of(parser)->head.has_version = true;
  bool is_other = *at == 'R' || *at == 'I';
  return is_other ? stop(connection_of(parser), 400, "the protocol is not HTTP") : 0;
}

/* --- header fields ------------------------------------------------------------------------------------------ */

static int on_name(llhttp_t *parser, const char *at, size_t len) {
  isere__connection_t *c = connection_of(parser);
  isere__head_t *head = &c->head;
  if (head->phase != ISERE__IN_NAME) {
    if (head->field_count == c->http->options.http_max_headers) return stop(c, 431, "too many header fields");
    head->phase = ISERE__IN_NAME;
    c->fields[head->field_count++] = (isere__field_t){.name = offset_of(c, at)};
  }
  c->fields[head->field_count - 1].name_len += (uint16_t)len;
  return 0;
}

static int on_name_complete(llhttp_t *parser) {
  connection_of(parser)->head.phase = ISERE__IN_VALUE;
  return 0;
}

static int on_value(llhttp_t *parser, const char *at, size_t len) {
  isere__connection_t *c = connection_of(parser);
  isere__field_t *field = &c->fields[c->head.field_count - 1];
  if (field->value_len == 0) field->value = offset_of(c, at);
  field->value_len += (uint16_t)len;
  return 0;
}

/** Expect (RFC 9110, section 10.1.1): what is not "100-continue" cannot be met. */
static void note_expect(isere__head_t *head, isere_str_t value) {
  if (isere_str_equal_nocase(value, ISERE_STR("100-continue"))) {
    head->expects_continue = true;
  } else {
    head->expects_other = true;
  }
}

static int on_value_complete(llhttp_t *parser) {
  isere__connection_t *c = connection_of(parser);
  isere__head_t *head = &c->head;
  isere__field_t *field = &c->fields[head->field_count - 1];
  head->phase = ISERE__BETWEEN_FIELDS;
  const char *request = c->in + c->in_start;
  while (field->value_len > 0) {
    char last = request[field->value + field->value_len - 1];
    if (last != ' ' && last != '\t') break;
    field->value_len--;
  }
  isere_str_t name = {request + field->name, field->name_len};
  uint16_t index = (uint16_t)(head->field_count - 1);
  if (name.len == 4 && isere_str_equal_nocase(name, ISERE_STR("host"))) {
    head->host = index;
    head->host_count++;
  } else if (name.len == 6 && isere_str_equal_nocase(name, ISERE_STR("expect"))) {
    note_expect(head, (isere_str_t){request + field->value, field->value_len});
  } else if (name.len == 17 && isere_str_equal_nocase(name, ISERE_STR("transfer-encoding"))) {
    head->coding = index;
    head->coding_count++;
  }
  return 0;
}

/** 1 ends the message here for the parser: bodies with a length are ours. A chunked one goes on after a pause. */
static int on_headers_complete(llhttp_t *parser) {
  isere__connection_t *c = connection_of(parser);
  c->head.is_chunked = (parser->flags & F_CHUNKED) != 0;
  return c->head.is_chunked ? HPE_PAUSED : 1;
}

/* --- chunked bodies ----------------------------------------------------------------------------------------- */

static int on_chunk_header(llhttp_t *parser) {
  isere__connection_t *c = connection_of(parser);
  if (parser->content_length > c->http->options.http_max_body_bytes - c->body_len) {
    return stop(c, 413, "the request body is too large");
  }
  return 0;
}

static int on_body(llhttp_t *parser, const char *at, size_t len) {
  isere__body_append(connection_of(parser), at, len);
  return 0;
}

/** Chunk extensions and trailers are dropped, but may not go on for ever. */
static int count_extra(isere__connection_t *c, size_t len, uint16_t status) {
  c->extra_bytes += (uint32_t)len;
  if (c->extra_bytes <= c->http->options.http_max_header_bytes) return 0;
  return stop(c, status, "too many bytes of chunk extensions or trailers");
}

static int on_extension(llhttp_t *parser, const char *at, size_t len) {
  (void)at;
  return count_extra(connection_of(parser), len, 413);
}

static int on_trailer(llhttp_t *parser, const char *at, size_t len) {
  (void)at;
  return count_extra(connection_of(parser), len, 431);
}

static int on_trailer_name_complete(llhttp_t *parser) {
  isere__connection_t *c = connection_of(parser);
  if (++c->head.trailer_count <= c->http->options.http_max_headers) return 0;
  return stop(c, 431, "too many trailer fields");
}

static int on_message_complete(llhttp_t *parser) {
  (void)parser;
  return HPE_PAUSED;
}

static const llhttp_settings_t head_settings = {
    .on_protocol = on_protocol,
    .on_url = on_url,
    .on_method = on_method,
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_headers_complete = on_headers_complete,
    .on_message_complete = on_message_complete,
    .on_header_field_complete = on_name_complete,
    .on_header_value_complete = on_value_complete,
};

static const llhttp_settings_t chunk_settings = {
    .on_header_field = on_trailer,
    .on_header_value = on_trailer,
    .on_chunk_extension_name = on_extension,
    .on_chunk_extension_value = on_extension,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
    .on_header_field_complete = on_trailer_name_complete,
    .on_chunk_header = on_chunk_header,
};

/* --- errors ------------------------------------------------------------------------------------------------- */

/** The parser keeps to itself what it has of a target that is at fault: too long is it all the same, or not. */
static bool is_target_too_long(const isere__connection_t *c) {
  const char *fault = llhttp_get_error_pos(&c->parser);
  const char *target = c->in + c->in_start + c->head.method_len;
  while (target < fault && *target == ' ')
    target++;
  return fault - target > (ptrdiff_t)c->http->options.http_max_target_bytes;
}

/** Answers a request that the parser refused, with the bytes that led to it: the same however they were split. */
static void answer_error(isere__connection_t *c, llhttp_errno_t error) {
  const char *reason = llhttp_get_error_reason(&c->parser);
  if (c->head.fail_status != 0) {
    isere__fail(c, c->head.fail_status, c->head.fail_detail);
    return;
  }
  switch (error) {
    case HPE_INVALID_CONSTANT: {
      bool is_method = strcmp(reason, "Invalid method for HTTP/x.x request") == 0;
      isere__fail(c, is_method ? 501 : 400, is_method ? "the method is not one of HTTP's" : reason);
      return;
    }
    case HPE_INVALID_URL: {
      bool is_long = is_target_too_long(c);
      isere__fail(c, is_long ? 414 : 400, is_long ? target_too_long : reason);
      return;
    }
    case HPE_PAUSED_H2_UPGRADE:
      isere__fail(c, 505, "the HTTP version is not 1.0 or 1.1");
      return;
    default:
      isere__fail(c, 400, reason != NULL ? reason : "the request is malformed");
  }
}

/* --- feeding ------------------------------------------------------------------------------------------------ */

/**
 * Judges a method that llhttp does not know: 501 for a token with a space behind it (RFC 9110, section 15.6.2), 400 for
 * anything else. Waits for the character that decides.
 */
static bool judge_unknown_method(isere__connection_t *c, uint32_t limit) {
  while (c->in_parsed < limit && isere_is_token_char(c->in[c->in_parsed]))
    c->in_parsed++;
  if (c->in_parsed < limit || limit - c->in_start == c->http->options.http_max_header_bytes) {
    bool has_ended = c->in_parsed == limit || c->in[c->in_parsed] == ' ';
    bool is_method = has_ended && c->in_parsed > c->in_start;
    isere__fail(c, is_method ? 501 : 400, is_method ? "the method is unknown" : "the method is malformed");
    return true;
  }
  if (!c->end_of_stream) return false;
  isere__fail(c, 400, "the request ends in its method");
  return true;
}

/** Skips the one empty line that may precede a request (RFC 9112, section 2.2). True when a request may begin here. */
static bool skip_blank_line(isere__connection_t *c) {
  const char *at = c->in + c->in_start;
  uint32_t len = c->in_end - c->in_start;
  if (*at != '\r' && *at != '\n') return true;
  bool may_be_blank_line = *at == '\r' && !c->had_blank_line;
  if (may_be_blank_line && len == 1) return false;
  if (!may_be_blank_line || at[1] != '\n') {
    isere__fail(c, 400, "the request starts with a line end");
    return false;
  }
  c->had_blank_line = true;
  c->in_start += 2;
  c->in_parsed = c->in_start;
  /* What has come with it may not be another one. */
  return c->in_start < c->in_end && skip_blank_line(c);
}

static void begin(isere__connection_t *c) {
  c->is_parsing = true;
  c->had_blank_line = false;
  memset(&c->head, 0, sizeof c->head);
  llhttp_init(&c->parser, HTTP_REQUEST, &head_settings);
  llhttp_set_lenient_version(&c->parser, 1);
  c->parser.data = c;
}

static void accept_head(isere__connection_t *c) {
  const char *detail = NULL;
  uint16_t status = isere__head_check(c, &detail);
  if (status != 0) {
    isere__fail(c, status, detail);
  } else {
    isere__body_begin(c);
  }
}

/** Runs the parser over what has come of the header section. True when the state has changed. */
static bool feed(isere__connection_t *c, uint32_t limit) {
  llhttp_errno_t error = llhttp_execute(&c->parser, c->in + c->in_parsed, limit - c->in_parsed);
  const char *stopped_at = llhttp_get_error_pos(&c->parser);
  switch (error) {
    case HPE_OK:
      c->in_parsed = limit;
      if (limit - c->in_start < c->http->options.http_max_header_bytes) return false;
      isere__fail(c, 431, "the header section is too large");
      return true;
    case HPE_PAUSED:
      c->in_parsed = (uint32_t)(stopped_at - c->in);
      c->head.len = c->in_parsed - c->in_start;
      accept_head(c);
      return true;
    case HPE_INVALID_METHOD:
      c->in_parsed = (uint32_t)(stopped_at - c->in);
      c->head.is_unknown_method = true;
      return judge_unknown_method(c, limit);
    default:
      answer_error(c, error);
      return true;
  }
}

bool isere__parse_head(isere__connection_t *c) {
  if (!c->is_parsing && c->in_start < c->in_end) {
    if (skip_blank_line(c)) begin(c);
    if (c->state != ISERE__HEAD) return true;
  }
  uint32_t limit = c->in_start + c->http->options.http_max_header_bytes;
  if (limit > c->in_end) limit = c->in_end;
  if (c->is_parsing && c->head.is_unknown_method) return judge_unknown_method(c, limit);
  if (c->is_parsing && c->in_parsed < limit && feed(c, limit)) return true;
  if (!c->end_of_stream) return false;
  if (c->in_start == c->in_end) {
    c->state = ISERE__CLOSING;
  } else {
    isere__fail(c, 400, "the request ends in its header section");
  }
  return true;
}

llhttp_errno_t isere__parse_chunks(isere__connection_t *c) {
  if (llhttp_get_errno(&c->parser) == HPE_PAUSED) {
    c->parser.settings = (void *)(uintptr_t)&chunk_settings;
    llhttp_resume(&c->parser);
  }
  llhttp_errno_t error = llhttp_execute(&c->parser, c->in + c->in_parsed, c->in_end - c->in_parsed);
  if (error == HPE_PAUSED) {
    c->in_parsed = (uint32_t)(llhttp_get_error_pos(&c->parser) - c->in);
  } else {
    c->in_parsed = c->in_end;
    if (error != HPE_OK) answer_error(c, error);
  }
  return error;
}
