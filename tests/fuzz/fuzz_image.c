/**
 * @file
 * Function images up to their verification. Each input is tried as it is and with lengths and hash put right, so that
 * the checks behind the hash are reached too.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "fuzz.h"
#include "image/sha256.h"
#include "isere/image.h"

static const char *const modules[] = {"isere:test", NULL};

static void check_view(const isere_image_t *image, isere_str_t part) {
  const char *start = (const char *)image->bytes;
  FUZZ_CHECK(part.len == 0 || (part.ptr >= start && part.ptr + part.len <= start + image->len));
}

static void walk(const isere_image_t *image, isere_str_t table) {
  isere_image_record_t record;
  size_t cursor = 0, count = 0;
  check_view(image, table);
  while (isere_image_next_record(table, &cursor, &record)) {
    check_view(image, record.key);
    check_view(image, record.value);
    FUZZ_CHECK(++count <= ISERE_IMAGE_MAX_RECORDS);
    isere_str_t value;
    char key[256] = {0};
    memcpy(key, record.key.ptr, record.key.len);
    FUZZ_CHECK(isere_image_find_record(table, key, &value) && value.ptr == record.value.ptr);
  }
}

static void try_image(const uint8_t *data, size_t size, bool in_slot) {
  isere_image_t image;
  isere_image_error_t error = {0};
  int result = isere_image_open(&image, data, size, in_slot, &error);
  if (result != 0) {
    FUZZ_CHECK(result == ISERE_EBADIMAGE && error.code == result && error.reason[0] != '\0');
    return;
  }
  FUZZ_CHECK(image.bytes == data && image.len <= size);
  walk(&image, image.requirements);
  walk(&image, image.metadata);
  walk(&image, image.environment);
  walk(&image, image.limits);
  check_view(&image, image.code);
  check_view(&image, image.name);
  check_view(&image, image.version);
  const isere_image_offer_t offer = {ISERE_RUNTIME_ABI, "quickjs-test", 65536, modules};
  result = isere_image_check_requirements(&image, &offer, &error);
  FUZZ_CHECK(result == 0 || (result == ISERE_EMISMATCH && error.reason[0] != '\0'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t *copy = malloc(size > 0 ? size : 1);
  FUZZ_CHECK(copy != NULL);
  memcpy(copy, data, size);
  try_image(copy, size, false);
  try_image(copy, size, true);
  if (size >= ISERE_IMAGE_HEADER_BYTES) {
    memcpy(copy, "\x89ISERE\r\n\x01\0\x40\0", 12);
    for (int i = 0; i < 4; i++)
      copy[12 + i] = (uint8_t)(size >> (8 * i));
    isere__sha256(copy + 48, size - 48, copy + 16);
    try_image(copy, size, false);
  }
  free(copy);
  return 0;
}
