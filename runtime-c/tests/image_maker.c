/**
 * @file
 * The image maker of image_maker.h: sections REQS, META and SRCE.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "image_maker.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/sha256.h"
#include "isere/image.h"

enum { SECTIONS = 3, TABLE_ENTRY_BYTES = 16, OTHER_BYTES = 256 };

static void put_u32(uint8_t *out, size_t value) {
  for (int i = 0; i < 4; i++)
    out[i] = (uint8_t)(value >> 8 * i);
}

static size_t padded(size_t len, size_t unit) {
  return (len + unit - 1) / unit * unit;
}

static size_t put_record(uint8_t *out, const char *key, const void *value, size_t value_len) {
  size_t key_len = strlen(key);
  out[0] = (uint8_t)key_len;
  put_u32(out + 4, value_len);
  memcpy(out + 8, key, key_len);
  memcpy(out + 8 + key_len, value, value_len);
  return padded(8 + key_len + value_len, 4);
}

static void put_section(uint8_t *entry, const char *type, int critical, size_t offset, size_t len) {
  memcpy(entry, type, 4);
  put_u32(entry + 4, (size_t)critical);
  put_u32(entry + 8, offset);
  put_u32(entry + 12, len);
}

void *image_of_source(const char *source, size_t *len) {
  size_t source_len = strlen(source);
  uint8_t *bytes = calloc(1, ISERE_IMAGE_HEADER_BYTES + OTHER_BYTES + padded(source_len, 8));
  if (bytes == NULL) return NULL;
  uint8_t *table = bytes + ISERE_IMAGE_HEADER_BYTES;
  size_t at = ISERE_IMAGE_HEADER_BYTES + SECTIONS * TABLE_ENTRY_BYTES;
  static const uint8_t abi[8] = {ISERE_RUNTIME_ABI};
  size_t used = put_record(bytes + at, "abi", abi, sizeof(abi));
  put_section(table, "REQS", 1, at, used);
  at += padded(used, 8);
  used = put_record(bytes + at, "name", "test", 4);
  used += put_record(bytes + at + used, "version", "1", 1);
  put_section(table + TABLE_ENTRY_BYTES, "META", 0, at, used);
  at += padded(used, 8);
  memcpy(bytes + at, source, source_len);
  put_section(table + 2 * TABLE_ENTRY_BYTES, "SRCE", 1, at, source_len);
  at += padded(source_len, 8);
  memcpy(bytes, "\x89ISERE\r\n", 8);
  bytes[8] = ISERE_IMAGE_FORMAT_VERSION;
  bytes[10] = ISERE_IMAGE_HEADER_BYTES;
  put_u32(bytes + 12, at);
  put_u32(bytes + 48, SECTIONS);
  isere__sha256(bytes + 48, at - 48, bytes + 16);
  *len = at;
  return bytes;
}
