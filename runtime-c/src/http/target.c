/**
 * @file
 * Request targets and Host (RFC 9112, section 3.2; RFC 3986).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "http/internal.h"

/** What a character may stand in. */
enum { PATH = 1, QUERY = 2, HOST = 4 };

/**
 * Classes of the 128 ASCII characters. PATH and QUERY are RFC 3986's, and beyond them what browsers send unencoded
 * (WHATWG URL): `[ ] |` in a path, `[ ] { } | \ ^ backtick` in a query.
 */
static const uint8_t classes[128] = {
    ['!'] = PATH | QUERY | HOST,
    ['$'] = PATH | QUERY | HOST,
    ['%'] = PATH | QUERY | HOST,
    ['&'] = PATH | QUERY | HOST,
    ['\''] = PATH | QUERY | HOST,
    ['('] = PATH | QUERY | HOST,
    [')'] = PATH | QUERY | HOST,
    ['*'] = PATH | QUERY | HOST,
    ['+'] = PATH | QUERY | HOST,
    [','] = PATH | QUERY | HOST,
    ['-'] = PATH | QUERY | HOST,
    ['.'] = PATH | QUERY | HOST,
    ['/'] = PATH | QUERY,
    ['0' ... '9'] = PATH | QUERY | HOST,
    [':'] = PATH | QUERY,
    [';'] = PATH | QUERY | HOST,
    ['='] = PATH | QUERY | HOST,
    ['?'] = QUERY,
    ['@'] = PATH | QUERY,
    ['A' ... 'Z'] = PATH | QUERY | HOST,
    ['['] = PATH | QUERY,
    ['\\'] = QUERY,
    [']'] = PATH | QUERY,
    ['^'] = QUERY,
    ['_'] = PATH | QUERY | HOST,
    ['`'] = QUERY,
    ['a' ... 'z'] = PATH | QUERY | HOST,
    ['{'] = QUERY,
    ['|'] = PATH | QUERY,
    ['}'] = QUERY,
    ['~'] = PATH | QUERY | HOST,
};

static bool is_of(char c, uint8_t class) {
  return (uint8_t)c < 128 && (classes[(uint8_t)c] & class) != 0;
}

/** The length of the run of characters of @p class at the start. */
static size_t run_length(const char *at, const char *end, uint8_t class) {
  const char *start = at;
  while (at < end && is_of(*at, class))
    at++;
  return (size_t)(at - start);
}

/** The address between brackets: hex digits, colons and dots for IPv6; a later form (RFC 3986, "IPvFuture") is refused.
 */
static const char *skip_bracketed(const char *at, const char *end) {
  const char *start = ++at;
  while (at < end && ((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'f') || (*at >= 'A' && *at <= 'F') ||
                      *at == ':' || *at == '.')) {
    at++;
  }
  return at > start && at < end && *at == ']' ? at + 1 : NULL;
}

bool isere__host_is_valid(isere_str_t host) {
  const char *at = host.ptr;
  const char *end = host.ptr + host.len;
  if (at < end && *at == '[') {
    at = skip_bracketed(at, end);
    if (at == NULL) return false;
  } else {
    at += run_length(at, end, HOST);
    /* A port alone names no host. */
    if (at == host.ptr && at < end) return false;
  }
  if (at == end) return true;
  if (*at++ != ':' || end - at > 5) return false;
  while (at < end && *at >= '0' && *at <= '9')
    at++;
  return at == end;
}

/** Takes "http://authority" off the front of @p target: its length, or 0 when it is not that. */
static size_t authority_form(isere_str_t target, isere_str_t *authority) {
  static const isere_str_t schemes[] = {{"http://", 7}, {"https://", 8}};
  for (size_t i = 0; i < 2; i++) {
    isere_str_t scheme = schemes[i];
    if (target.len <= scheme.len || !isere_str_equal_nocase((isere_str_t){target.ptr, scheme.len}, scheme)) continue;
    const char *end = target.ptr + target.len;
    const char *at = target.ptr + scheme.len;
    while (at < end && *at != '/' && *at != '?')
      at++;
    *authority = (isere_str_t){target.ptr + scheme.len, (size_t)(at - target.ptr) - scheme.len};
    return (size_t)(at - target.ptr);
  }
  return 0;
}

const char *isere__target_parse(isere_str_t target, isere__target_t *out) {
  memset(out, 0, sizeof *out);
  const char *at = target.ptr;
  const char *end = target.ptr + target.len;
  if (target.len == 0) return "the request target is empty";
  if (*at != '/') {
    size_t skipped = authority_form(target, &out->authority);
    if (skipped == 0) return "the request target is neither a path nor an http URL";
    if (out->authority.len == 0 || !isere__host_is_valid(out->authority))
      return "the request target has a bad authority";
    out->is_absolute = true;
    at += skipped;
  }
  out->path = (isere_str_t){at, run_length(at, end, PATH)};
  at += out->path.len;
  if (at < end && *at == '?') {
    at++;
    out->query = (isere_str_t){at, run_length(at, end, QUERY)};
    at += out->query.len;
  }
  if (at == end) return NULL;
  return *at == '#' ? "the request target has a fragment" : "the request target has a character that must be encoded";
}
