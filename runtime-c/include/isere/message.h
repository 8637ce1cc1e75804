/**
 * @file
 * What the HTTP side and the JavaScript side say to each other: a request and a response.
 *
 * Neither side includes the other; src/main joins them. All strings are views.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_MESSAGE_H
#define ISERE_MESSAGE_H

#include "isere/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One header field (RFC 9110, section 5). */
typedef struct {
  isere_str_t name;  /**< as it was sent, for a request; case is the reader's business */
  isere_str_t value; /**< without leading and trailing white space */
} isere_header_t;

/** One complete request. Valid for the duration of the call that it is passed to. */
typedef struct {
  isere_str_t method;            /**< a token in upper case, such as GET */
  isere_str_t raw_path;          /**< the path of the target, still encoded; starts with '/' or is "*" */
  isere_str_t raw_query;         /**< what follows the '?', still encoded, without it; empty when there is none */
  const isere_header_t *headers; /**< in the order they came */
  size_t header_count;
  isere_str_t body; /**< decoded from its transfer coding */
  bool has_body;    /**< false: the request had neither a Content-Length above 0 nor a chunk */
} isere_request_t;

/**
 * One complete response, as a handler gave it.
 *
 * The status, the headers and their strings are valid for the duration of the call only. The body
 * stays valid until the receiver calls @c release, which it does exactly once, in the call itself or
 * later, whatever becomes of the connection.
 */
typedef struct {
  uint16_t status;               /**< 200 to 599 */
  const isere_header_t *headers; /**< checked: tokens as names, no control characters in values */
  size_t header_count;
  isere_str_t body;
  void (*release)(void *owner); /**< NULL: the body is valid for the duration of the call only */
  void *owner;
  const char *request_id; /**< for the error that goes out when the response cannot; NULL: none */
} isere_response_t;

#ifdef __cplusplus
}
#endif
#endif
