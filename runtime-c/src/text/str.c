/**
 * @file
 * Comparing byte strings; the characters of tokens.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "isere/text.h"

static inline unsigned char lower(char c) {
  unsigned char byte = (unsigned char)c;
  return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte | 0x20u) : byte;
}

bool isere_str_equal(isere_str_t a, isere_str_t b) {
  // memcmp wants valid pointers even for 0 bytes, and an empty view may hold NULL.
  return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool isere_str_equal_nocase(isere_str_t a, isere_str_t b) {
  if (a.len != b.len) return false;
  for (size_t i = 0; i < a.len; i++) {
    if (lower(a.ptr[i]) != lower(b.ptr[i])) return false;
  }
  return true;
}

bool isere_is_token_char(char c) {
  /* One bit each: "!#$%&'*+-.^_`|~", digits, letters. */
  static const uint32_t bits[4] = {0, 0x03FF6CFA, 0xC7FFFFFE, 0x57FFFFFF};
  uint8_t byte = (uint8_t)c;
  return byte < 128 && (bits[byte >> 5] >> (byte & 31) & 1) != 0;
}
