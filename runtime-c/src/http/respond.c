/**
 * @file
 * Writes responses (RFC 9110, RFC 9112).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "http/internal.h"

enum {
  /** Longest error body, and what of it a detail may be. */
  ERROR_BODY_BYTES = 1024,
  ERROR_DETAIL_BYTES = 512,
  /** Room for a number in decimal. */
  DIGITS = 20,
};

static char *put(char *out, const char *from, size_t len) {
  memcpy(out, from, len);
  return out + len;
}

#define PUT_LITERAL(out, literal) put(out, "" literal, sizeof(literal) - 1)

/** What the parts of a header section are before they are written: the sum is its exact length. */
typedef struct {
  isere_str_t phrase;
  isere_str_t date;
  char digits[DIGITS]; /* of the Content-Length, right-aligned */
  size_t digit_count;  /* 0: no Content-Length */
  bool is_close;
  bool is_keep_alive;
} parts_t;

/** Fields that are the server's business, whatever the handler says. */
static bool is_own_field(isere_str_t name) {
  switch (name.len) {
    case 2:
      return isere_str_equal_nocase(name, ISERE_STR("te"));
    case 7:
      return isere_str_equal_nocase(name, ISERE_STR("upgrade"));
    case 10:
      return isere_str_equal_nocase(name, ISERE_STR("connection")) ||
             isere_str_equal_nocase(name, ISERE_STR("keep-alive"));
    case 14:
      return isere_str_equal_nocase(name, ISERE_STR("content-length"));
    case 17:
      return isere_str_equal_nocase(name, ISERE_STR("transfer-encoding"));
    default:
      return false;
  }
}

static void format_length(parts_t *parts, size_t value) {
  do {
    parts->digits[DIGITS - ++parts->digit_count] = (char)('0' + value % 10);
    value /= 10;
  } while (value > 0);
}

/** Gathers the parts and returns the length of the header section, or an upper bound when own fields are dropped. */
static size_t gather(isere__connection_t *c, const isere_response_t *response, size_t body_len, parts_t *parts) {
  uint16_t status = response->status;
  parts->phrase = isere__reason_phrase(status);
  parts->date = isere__date_line(c->http);
  parts->digit_count = 0;
  if (status != 204 && status != 304) format_length(parts, status == 205 ? 0 : body_len);
  parts->is_close = c->close_after;
  parts->is_keep_alive = c->is_http_1_0 && !c->close_after;
  size_t len = sizeof("HTTP/1.1 200 \r\n\r\n") - 1 + parts->phrase.len;
  for (size_t i = 0; i < response->header_count; i++) {
    const isere_header_t *header = &response->headers[i];
    /* A handler's own Date stands (RFC 9110, section 6.6.1). */
    if (header->name.len == 4 && isere_str_equal_nocase(header->name, ISERE_STR("date"))) parts->date.len = 0;
    len += header->name.len + header->value.len + 4;
  }
  if (parts->digit_count > 0) len += sizeof("Content-Length: \r\n") - 1 + parts->digit_count;
  if (parts->is_close) len += sizeof("Connection: close\r\n") - 1;
  if (parts->is_keep_alive) len += sizeof("Connection: keep-alive\r\n") - 1;
  return len + parts->date.len;
}

static char *write_head(char *out, const isere_response_t *response, const parts_t *parts) {
  uint16_t status = response->status;
  out = PUT_LITERAL(out, "HTTP/1.1 ");
  *out++ = (char)('0' + status / 100 % 10);
  *out++ = (char)('0' + status / 10 % 10);
  *out++ = (char)('0' + status % 10);
  *out++ = ' ';
  out = put(out, parts->phrase.ptr, parts->phrase.len);
  out = PUT_LITERAL(out, "\r\n");
  for (size_t i = 0; i < response->header_count; i++) {
    const isere_header_t *header = &response->headers[i];
    if (is_own_field(header->name)) continue;
    out = put(out, header->name.ptr, header->name.len);
    out = PUT_LITERAL(out, ": ");
    if (header->value.len > 0) out = put(out, header->value.ptr, header->value.len);
    out = PUT_LITERAL(out, "\r\n");
  }
  if (parts->date.len > 0) out = put(out, parts->date.ptr, parts->date.len);
  if (parts->digit_count > 0) {
    out = PUT_LITERAL(out, "Content-Length: ");
    out = put(out, parts->digits + DIGITS - parts->digit_count, parts->digit_count);
    out = PUT_LITERAL(out, "\r\n");
  }
  if (parts->is_close) out = PUT_LITERAL(out, "Connection: close\r\n");
  if (parts->is_keep_alive) out = PUT_LITERAL(out, "Connection: keep-alive\r\n");
  return PUT_LITERAL(out, "\r\n");
}

static void release(const isere_response_t *response) {
  if (response->release != NULL) response->release(response->owner);
}

static void give_up(isere__connection_t *c) {
  if (c->state == ISERE__DEAD) return;
  isere_log(ISERE_LOG_WARN, NULL, "a client was too slow for a response that could not wait; its connection is closed");
  isere__connection_kill(c);
}

/** Keeps a body that does not fit the send buffer. One that ends with this call goes out now, or not at all. */
static void hold(isere__connection_t *c, const isere_response_t *response) {
  c->held = (isere__held_t){response->body, response->release, response->owner};
  if (response->release != NULL) return;
  isere__output_send(c);
  if (c->held.rest.len > 0) give_up(c);
}

static bool has_no_content(const isere__connection_t *c, uint16_t status) {
  return c->is_head_request || status == 204 || status == 205 || status == 304;
}

/** Returns false when the header section can never fit; nothing has been written or released then. */
static bool write_response(isere__connection_t *c, const isere_response_t *response) {
  parts_t parts;
  size_t head_len = gather(c, response, response->body.len, &parts);
  size_t body_len = has_no_content(c, response->status) ? 0 : response->body.len;
  if (head_len > c->http->options.http_send_buffer_bytes) return false;
  char *start = isere__output_reserve(c, head_len + body_len);
  bool is_whole = start != NULL;
  if (!is_whole && body_len > 0 && c->state != ISERE__DEAD) start = isere__output_reserve(c, head_len);
  if (start == NULL) {
    /* A client that pipelines requests for large header sections stopped reading just now. */
    give_up(c);
    release(response);
    return true;
  }
  char *end = write_head(start, response, &parts);
  if (is_whole && body_len > 0) end = put(end, response->body.ptr, body_len);
  c->out_end += (uint32_t)(end - start);
  if (is_whole) {
    release(response);
  } else {
    hold(c, response);
  }
  return true;
}

/* --- error bodies ------------------------------------------------------------------------------------------- */

/** Writes a JSON string; bytes beyond @p limit are left out, at a character's border. */
static char *put_json(char *out, const char *text, size_t limit) {
  static const char hex[] = "0123456789abcdef";
  size_t len = strlen(text);
  if (len > limit) {
    len = limit;
    while (len > 0 && ((uint8_t)text[len] & 0xC0) == 0x80)
      len--;
  }
  *out++ = '"';
  for (size_t i = 0; i < len; i++) {
    uint8_t c = (uint8_t)text[i];
    if (c < 0x20 || c == 0x7F) {
      out = PUT_LITERAL(out, "\\u00");
      *out++ = hex[c >> 4];
      *out++ = hex[c & 15];
      continue;
    }
    if (c == '"' || c == '\\') *out++ = '\\';
    *out++ = (char)c;
  }
  *out++ = '"';
  return out;
}

/** Returns the length of the body. */
static size_t write_error(isere__connection_t *c, uint16_t status, const char *request_id, const char *detail) {
  /* A control character takes six bytes. */
  char body[ERROR_BODY_BYTES + 6 * ERROR_DETAIL_BYTES];
  char *at = PUT_LITERAL(body, "{\"message\":");
  at = put_json(at, isere__reason_phrase(status).ptr, ERROR_DETAIL_BYTES);
  if (request_id != NULL) {
    at = PUT_LITERAL(at, ",\"requestId\":");
    at = put_json(at, request_id, 64);
  }
  if (detail != NULL) {
    at = PUT_LITERAL(at, ",\"detail\":");
    at = put_json(at, detail, ERROR_DETAIL_BYTES);
  }
  *at++ = '}';
  static const isere_header_t header = {{"Content-Type", 12}, {"application/json", 16}};
  const isere_response_t response = {
      .status = status, .headers = &header, .header_count = 1, .body = {body, (size_t)(at - body)}};
  (void)write_response(c, &response);
  return response.body.len;
}

/* --- interface ---------------------------------------------------------------------------------------------- */

/** Ends the exchange: its connection, or NULL when the client is gone. */
static isere__connection_t *end_exchange(isere_http_t *http, isere_exchange_t *exchange) {
  isere__connection_t *c = exchange->connection;
  exchange->next_free = http->free_exchanges;
  http->free_exchanges = exchange;
  http->stats.in_flight--;
  if (c == NULL) return NULL;
  c->exchange = NULL;
  if (http->is_draining) c->close_after = true;
  http->stats.responses++;
  return c;
}

void isere_http_respond(isere_http_t *http, isere_exchange_t *exchange, const isere_response_t *response) {
  isere__connection_t *c = end_exchange(http, exchange);
  if (c == NULL) {
    release(response);
    return;
  }
  const char *wrong = NULL;
  if (response->status < 200 || response->status > 599) {
    isere_log(ISERE_LOG_ERROR, response->request_id, "a response has status %u", response->status);
    wrong = "the response has a bad status";
  } else if (!write_response(c, response)) {
    isere_log(ISERE_LOG_ERROR, response->request_id,
              "the header section of a response is larger than http.send_buffer_bytes (%lu)",
              (unsigned long)http->options.http_send_buffer_bytes);
    wrong = "the header section of the response is too large";
  }
  if (wrong == NULL) {
    isere__observe_response(c, response->status, response->body.len, NULL);
  } else {
    release(response);
    isere__observe_response(c, 500, write_error(c, 500, response->request_id, wrong), NULL);
  }
  isere__connection_answered(c);
}

void isere_http_respond_error(isere_http_t *http, isere_exchange_t *exchange, uint16_t status, const char *request_id,
                              const char *detail) {
  isere__connection_t *c = end_exchange(http, exchange);
  if (c == NULL) return;
  isere__observe_response(c, status, write_error(c, status, request_id, detail), NULL);
  isere__connection_answered(c);
}

void isere__fail(isere__connection_t *c, uint16_t status, const char *detail) {
  isere_log(ISERE_LOG_DEBUG, NULL, "a request was answered with %u: %s", status, detail);
  isere__link_remove(&c->link);
  isere__body_release(c);
  c->is_head_request = c->is_parsing && c->parser.method == HTTP_HEAD;
  c->close_after = true;
  c->http->stats.client_errors++;
  isere__observe_request(c);
  isere__observe_response(c, status, write_error(c, status, NULL, NULL), detail);
  if (c->state != ISERE__DEAD) c->state = ISERE__CLOSING;
}

void isere__respond_continue(isere__connection_t *c) {
  static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
  char *out = isere__output_reserve(c, sizeof line - 1);
  if (out == NULL) {
    isere__connection_kill(c);
    return;
  }
  memcpy(out, line, sizeof line - 1);
  c->out_end += sizeof line - 1;
}
