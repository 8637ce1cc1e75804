/**
 * @file
 * The pure functions on bytes: UTF-8, percent-encoding, base64, request targets, Host.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "fuzz.h"
#include "http/internal.h"
#include "isere/text.h"

static void check_base64(const uint8_t *data, size_t size) {
  size_t text_len = isere_base64_encoded_length(size);
  char *text = malloc(text_len + 1);
  uint8_t *back = malloc(text_len / 4 * 3 + 3);
  FUZZ_CHECK(text != NULL && back != NULL);
  FUZZ_CHECK(isere_base64_encode(data, size, text) == text_len);
  FUZZ_CHECK(isere_base64_decode((isere_str_t){text, text_len}, back) == (ptrdiff_t)size);
  FUZZ_CHECK(size == 0 || memcmp(back, data, size) == 0);
  free(text);
  free(back);

  uint8_t *decoded = malloc(size / 4 * 3 + 3);
  FUZZ_CHECK(decoded != NULL);
  ptrdiff_t len = isere_base64_decode((isere_str_t){(const char *)data, size}, decoded);
  FUZZ_CHECK(len <= (ptrdiff_t)(size / 4 * 3 + 3));
  free(decoded);
}

static void check_percent(const uint8_t *data, size_t size, bool plus_is_space) {
  char *apart = malloc(size + 1);
  char *in_place = malloc(size + 1);
  FUZZ_CHECK(apart != NULL && in_place != NULL);
  memcpy(in_place, data, size);
  size_t len = isere_percent_decode((isere_str_t){(const char *)data, size}, plus_is_space, apart);
  FUZZ_CHECK(len <= size);
  FUZZ_CHECK(isere_percent_decode((isere_str_t){in_place, size}, plus_is_space, in_place) == len);
  FUZZ_CHECK(memcmp(apart, in_place, len) == 0);
  free(apart);
  free(in_place);
}

static bool lies_within(isere_str_t part, const char *data, size_t size) {
  return part.len == 0 || (part.ptr >= data && part.ptr + part.len <= data + size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  check_base64(data, size);
  check_percent(data, size, false);
  check_percent(data, size, true);

  /* Text cut anywhere is valid up to its last whole character, so a valid text plus a valid one is valid. */
  bool is_valid = isere_utf8_valid(text, size);
  for (size_t at = 0; is_valid && at <= size && at < 64; at++) {
    FUZZ_CHECK(isere_utf8_valid(text, at) == isere_utf8_valid(text + at, size - at));
  }

  isere__target_t target;
  if (isere__target_parse((isere_str_t){text, size}, &target) == NULL) {
    FUZZ_CHECK(lies_within(target.path, text, size));
    FUZZ_CHECK(lies_within(target.query, text, size));
    FUZZ_CHECK(lies_within(target.authority, text, size));
    FUZZ_CHECK(memchr(text, ' ', size) == NULL && memchr(text, '\n', size) == NULL && memchr(text, '\0', size) == NULL);
  }
  (void)isere__host_is_valid((isere_str_t){text, size});
  return 0;
}
