/**
 * @file
 * The name in NAME.local, from that of the function. Pure: tested on the host (tests/test_hostname.c).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdbool.h>

#include "port.h"

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

size_t isere__hostname_make(isere_str_t name, char out[ISERE__HOSTNAME_BYTES]) {
  size_t len = 0;
  for (size_t i = 0; i < name.len && len < ISERE__HOSTNAME_BYTES; i++) {
    char c = name.ptr[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
    if (is_digit(c) || is_lower(c)) {
      out[len++] = c;
    } else if (len > 0) {
      out[len++] = '-';
    }
  }
  while (len > 0 && out[len - 1] == '-')
    len--;
  return len;
}
