/**
 * @file
 * Percent-encoding (RFC 3986, section 2.1).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/text.h"

/** The value of a hex digit, or -1. */
static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

size_t isere_percent_decode(isere_str_t in, bool plus_is_space, char *out) {
  size_t written = 0;
  for (size_t i = 0; i < in.len; i++) {
    char c = in.ptr[i];
    if (c == '%' && in.len - i > 2) {
      int high = hex_value(in.ptr[i + 1]);
      int low = hex_value(in.ptr[i + 2]);
      if (high >= 0 && low >= 0) {
        c = (char)(high * 16 + low);
        i += 2;
      }
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    out[written++] = c;
  }
  return written;
}
