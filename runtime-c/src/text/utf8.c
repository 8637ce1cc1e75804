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

/*
 * The ranges of the second byte are those of RFC 3629, section 4: they keep out overlong forms, surrogates and what
 * lies beyond U+10FFFF.
 */
size_t isere_utf8_sequence(const char *bytes, size_t len, size_t *wrong) {
  const uint8_t *s = (const uint8_t *)bytes;
  uint8_t first = s[0];
  size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  size_t good = 1;
  if (length > 1 && len > 1 && s[1] >= low && s[1] <= high) {
    good = 2;
    while (good < length && good < len && (s[good] & 0xC0) == 0x80)
      good++;
  }
  if (good == length) return length;
  if (wrong != NULL) *wrong = good;
  return 0;
}

bool isere_utf8_valid(const char *bytes, size_t len) {
  const uint8_t *s = (const uint8_t *)bytes;
  size_t at = 0;
  while ((at = skip_ascii(s, at, len)) < len) {
    size_t length = isere_utf8_sequence(bytes + at, len - at, NULL);
    if (length == 0) return false;
    at += length;
  }
  return true;
}
