/**
 * @file
 * Judges a complete header section: what llhttp leaves open and RFC 9110 and 9112 do not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/internal.h"

static isere_str_t view(const isere__connection_t *c, uint16_t offset, uint16_t len) {
  return (isere_str_t){c->in + c->in_start + offset, len};
}

static uint16_t refuse(uint16_t status, const char *why, const char **detail) {
  *detail = why;
  return status;
}

static uint16_t check_request_line(isere__connection_t *c, const char **detail) {
  const llhttp_t *parser = &c->parser;
  const isere__head_t *head = &c->head;
  /* llhttp reads over further spaces between the parts of the request line. */
  isere_str_t gap = view(c, head->target + head->target_len, 2);
  if (head->target != head->method_len + 1 || gap.ptr[0] != ' ' || gap.ptr[1] == ' ') {
    return refuse(400, "the request line is malformed", detail);
  }
  if (!head->has_version) return refuse(400, "the request line has no version", detail);
  if (parser->http_major != 1) return refuse(505, "the HTTP version is not 1.0 or 1.1", detail);
  switch (parser->method) {
    case HTTP_CONNECT:
      return refuse(501, "this server is no proxy", detail);
    case HTTP_TRACE:
      return refuse(501, "a request is not sent back to where it came from", detail);
    case HTTP_PRI:
    case HTTP_SOURCE:
      return refuse(501, "the method is not one of HTTP's", detail);
    default:
      return 0;
  }
}

static uint16_t check_host(isere__connection_t *c, const char **detail) {
  const isere__head_t *head = &c->head;
  if (head->host_count == 0) return c->is_http_1_0 ? 0 : refuse(400, "Host is missing", detail);
  if (head->host_count > 1) return refuse(400, "there is more than one Host", detail);
  const isere__field_t *field = &c->fields[head->host];
  bool is_valid = isere__host_is_valid(view(c, field->value, field->value_len));
  return is_valid ? 0 : refuse(400, "Host is malformed", detail);
}

static uint16_t offset_of(const isere__connection_t *c, isere_str_t part) {
  return part.len == 0 ? 0 : (uint16_t)(part.ptr - (c->in + c->in_start));
}

static uint16_t check_target(isere__connection_t *c, const char **detail) {
  isere__head_t *head = &c->head;
  isere_str_t target = view(c, head->target, head->target_len);
  bool is_options = c->parser.method == HTTP_OPTIONS;
  if (target.len == 1 && *target.ptr == '*') {
    head->is_asterisk = true;
    return is_options ? 0 : refuse(400, "the target * is for OPTIONS alone", detail);
  }
  isere__target_t parts;
  const char *why = isere__target_parse(target, &parts);
  if (why != NULL) return refuse(400, why, detail);
  head->is_absolute = parts.is_absolute;
  head->is_asterisk = parts.path.len == 0 && parts.query.len == 0 && is_options;
  head->has_no_path = parts.path.len == 0 && !head->is_asterisk;
  head->path = offset_of(c, parts.path);
  head->path_len = (uint16_t)parts.path.len;
  head->query = offset_of(c, parts.query);
  head->query_len = (uint16_t)parts.query.len;
  head->authority = offset_of(c, parts.authority);
  head->authority_len = (uint16_t)parts.authority.len;
  return 0;
}

/** Message framing (RFC 9112, section 6): where smuggling lives. llhttp has refused a length beside a coding already.
 */
static uint16_t check_framing(isere__connection_t *c, const char **detail) {
  isere__head_t *head = &c->head;
  c->body_expected = 0;
  if (head->coding_count > 0) {
    if (c->is_http_1_0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding", detail);
    const isere__field_t *field = &c->fields[head->coding];
    isere_str_t coding = view(c, field->value, field->value_len);
    if (head->coding_count > 1) return refuse(400, "there is more than one Transfer-Encoding", detail);
    if (!isere_str_equal_nocase(coding, ISERE_STR("chunked"))) {
      return refuse(501, "chunked is the only transfer coding there is", detail);
    }
    return 0;
  }
  if (c->parser.content_length > c->http->options.http_max_body_bytes) {
    return refuse(413, "the request body is too large", detail);
  }
  c->body_expected = (uint32_t)c->parser.content_length;
  return 0;
}

static void note_persistence(isere__connection_t *c) {
  uint16_t flags = c->parser.flags;
  uint32_t limit = c->http->options.http_max_requests_per_connection;
  c->close_after = (flags & F_CONNECTION_CLOSE) != 0 || (c->is_http_1_0 && (flags & F_CONNECTION_KEEP_ALIVE) == 0) ||
                   (limit > 0 && c->requests + 1 >= limit) || c->http->is_draining;
}

uint16_t isere__head_check(isere__connection_t *c, const char **detail) {
  c->is_http_1_0 = c->parser.http_major == 1 && c->parser.http_minor == 0;
  note_persistence(c);
  uint16_t status = check_request_line(c, detail);
  if (status == 0) status = check_host(c, detail);
  if (status == 0) status = check_target(c, detail);
  if (status == 0) status = check_framing(c, detail);
  if (status == 0 && c->head.expects_other && !c->is_http_1_0) {
    status = refuse(417, "the only expectation is 100-continue", detail);
  }
  return status;
}
