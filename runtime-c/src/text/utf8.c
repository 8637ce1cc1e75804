/**
 * @file
 * UTF-8 validation (RFC 3629).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "isere/text.h"

/** Bytes that are ASCII are skipped a word at a time: most text is nothing else. */
static size_t skip_ascii(const uint8_t *bytes, size_t at, size_t len) {
  while (len - at >= sizeof(uint64_t)) {
    uint64_t word;
    memcpy(&word, bytes + at, sizeof word);
    if (word & UINT64_C(0x8080808080808080)) break;
    at += sizeof word;
  }
  while (at < len && bytes[at] < 0x80)
    at++;
  return at;
}

/**
 * The length of the well-formed sequence at @p s, which starts with a byte of 0x80 or above; 0 when there is none. The
 * ranges of the second byte are those of RFC 3629, section 4: they keep out overlong forms, surrogates and what lies
 * beyond U+10FFFF.
 */
static size_t sequence_length(const uint8_t *s, size_t left) {
  uint8_t first = s[0];
  size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || left < length) return 0;
  uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (s[1] < low || s[1] > high) return 0;
  for (size_t i = 2; i < length; i++) {
    if ((s[i] & 0xC0) != 0x80) return 0;
  }
  return length;
}

bool isere_utf8_valid(const char *bytes, size_t len) {
  const uint8_t *s = (const uint8_t *)bytes;
  size_t at = 0;
  while ((at = skip_ascii(s, at, len)) < len) {
    size_t length = sequence_length(s + at, len - at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}
