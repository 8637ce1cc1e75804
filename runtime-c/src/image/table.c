/**
 * @file
 * Table sections: the records of an image, one by one; docs/function-image.md says what they may hold.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "isere/options.h"
#include "verifier.h"

/** Key length, reserved bytes and value length in front of each record. */
#define RECORD_HEADER_BYTES 8

/* --- values ------------------------------------------------------------------------------------------------- */

bool isere__image_is_text(isere_str_t s) {
  return memchr(s.ptr, 0, s.len) == NULL && isere_utf8_valid(s.ptr, s.len);
}

static bool is_short_text(isere_str_t s) {
  return s.len >= 1 && s.len <= ISERE_IMAGE_MAX_TEXT_BYTES && isere__image_is_text(s);
}

static bool is_uint32(isere_str_t s) {
  uint64_t n;
  return isere_image_uint(s, &n) && n <= UINT32_MAX;
}

static bool is_text_list(isere_str_t s) {
  if (s.len == 0 || s.ptr[s.len - 1] != 0) return false;
  for (size_t at = 0; at < s.len;) {
    size_t len = strlen(s.ptr + at);
    if (len == 0 || !isere_utf8_valid(s.ptr + at, len)) return false;
    at += len + 1;
  }
  return true;
}

static bool is_build_id(isere_str_t s) {
  if (s.len != 16) return false;
  for (size_t i = 0; i < s.len; i++) {
    char c = s.ptr[i];
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

static bool is_environment_name(isere_str_t s) {
  for (size_t i = 0; i < s.len; i++) {
    char c = s.ptr[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && !(i > 0 && c >= '0' && c <= '9')) return false;
  }
  return s.len > 0;
}

static bool key_is(isere_str_t key, const char *name) {
  return key.len == strlen(name) && memcmp(key.ptr, name, key.len) == 0;
}

/* --- records ------------------------------------------------------------------------------------------------- */

/** What a record of a section may be. */
typedef enum { RECORD_GOOD, RECORD_UNKNOWN_KEY, RECORD_BAD_VALUE } verdict_t;

static verdict_t value_verdict(bool good) {
  return good ? RECORD_GOOD : RECORD_BAD_VALUE;
}

static verdict_t judge_requirement(const isere__verifier_t *v, isere_str_t key, isere_str_t value) {
  if (key_is(key, "abi") || key_is(key, "heap")) return value_verdict(is_uint32(value));
  if (key_is(key, "modules")) return value_verdict(is_text_list(value));
  if (key_is(key, "engine") && v->present[CODE]) return value_verdict(is_short_text(value));
  return RECORD_UNKNOWN_KEY;
}

static verdict_t judge_metadata(isere_str_t key, isere_str_t value) {
  if (key_is(key, "name") || key_is(key, "version")) return value_verdict(is_short_text(value));
  if (key_is(key, "builder")) return value_verdict(isere__image_is_text(value));
  if (key_is(key, "build-id")) return value_verdict(is_build_id(value));
  return RECORD_GOOD;
}

static verdict_t judge_limit(isere_str_t key, isere_str_t value) {
  uint64_t n;
  bool readable = isere_image_uint(value, &n);
  switch (isere_options_check(key.ptr, key.len, readable ? n : UINT64_MAX, true)) {
    case ISERE_OK:
      return value_verdict(readable);
    case ISERE_ERANGE:
      return RECORD_BAD_VALUE;
    default:
      return RECORD_UNKNOWN_KEY;
  }
}

static verdict_t judge_record(const isere__verifier_t *v, int section, isere_str_t key, isere_str_t value) {
  switch (section) {
    case REQS:
      return judge_requirement(v, key, value);
    case META:
      return judge_metadata(key, value);
    case ENVV:
      return is_environment_name(key) ? value_verdict(isere__image_is_text(value)) : RECORD_UNKNOWN_KEY;
    default:
      return judge_limit(key, value);
  }
}

/** Reads the record at @p at; false when its lengths, reserved bytes, key or padding are wrong. */
static bool read_record(isere_str_t table, size_t at, isere_image_record_t *record, size_t *next) {
  size_t left = table.len - at;
  if (left < RECORD_HEADER_BYTES) return false;
  const uint8_t *p = (const uint8_t *)table.ptr + at;
  size_t key_len = isere__read_u16(p);
  size_t value_len = isere__read_u32(p + 4);
  if (key_len < 1 || key_len > 255 || isere__read_u16(p + 2) != 0) return false;
  left -= RECORD_HEADER_BYTES;
  if (key_len > left || value_len > left - key_len) return false;
  size_t padded = isere__round_up(key_len + value_len, 4);
  if (padded > left || !isere__all_zero(p + RECORD_HEADER_BYTES + key_len + value_len, padded - key_len - value_len)) {
    return false;
  }
  record->key = (isere_str_t){table.ptr + at + RECORD_HEADER_BYTES, key_len};
  record->value = (isere_str_t){record->key.ptr + key_len, value_len};
  *next = at + RECORD_HEADER_BYTES + padded;
  return isere__image_is_text(record->key);
}

static bool in_order(isere_str_t previous, isere_str_t key) {
  size_t common = previous.len < key.len ? previous.len : key.len;
  int order = common == 0 ? 0 : memcmp(previous.ptr, key.ptr, common);
  return order < 0 || (order == 0 && previous.len < key.len);
}

static int check_table(const isere__verifier_t *v, int section) {
  const char *type = isere__image_section_type(section);
  isere_str_t table = v->sections[section];
  isere_str_t previous = {table.ptr, 0};
  char shown[ISERE_IMAGE_MAX_TEXT_BYTES + 1];
  size_t count = 0;
  for (size_t at = 0; at < table.len; count++) {
    isere_image_record_t record;
    if (count == ISERE_IMAGE_MAX_RECORDS) return ISERE__REFUSE(v, "section %s: more than 256 records", type);
    size_t next;
    if (!read_record(table, at, &record, &next)) {
      return ISERE__REFUSE(v, "section %s: malformed record at byte %zu", type, at);
    }
    if (!in_order(previous, record.key)) return ISERE__REFUSE(v, "section %s: keys are not in order", type);
    switch (judge_record(v, section, record.key, record.value)) {
      case RECORD_UNKNOWN_KEY:
        return ISERE__REFUSE(v, "section %s: unknown key %s", type, isere__image_shown_key(record.key, shown));
      case RECORD_BAD_VALUE:
        return ISERE__REFUSE(v, "section %s: bad value of key %s", type, isere__image_shown_key(record.key, shown));
      case RECORD_GOOD:
        break;
    }
    previous = record.key;
    at = next;
  }
  return 0;
}

static int require_key(const isere__verifier_t *v, int section, const char *key) {
  isere_str_t value;
  if (isere_image_find_record(v->sections[section], key, &value)) return 0;
  return ISERE__REFUSE(v, "section %s: missing key %s", isere__image_section_type(section), key);
}

int isere__image_check_tables(const isere__verifier_t *v) {
  int result = check_table(v, REQS);
  if (result == 0) result = require_key(v, REQS, "abi");
  if (result == 0 && v->present[CODE]) result = require_key(v, REQS, "engine");
  if (result == 0) result = check_table(v, META);
  if (result == 0) result = require_key(v, META, "name");
  if (result == 0) result = require_key(v, META, "version");
  if (result == 0) result = check_table(v, ENVV);
  if (result == 0) result = check_table(v, LIMS);
  return result;
}

/* --- reading a verified table -------------------------------------------------------------------------------- */

bool isere_image_next_record(isere_str_t table, size_t *cursor, isere_image_record_t *record) {
  return *cursor < table.len && read_record(table, *cursor, record, cursor);
}

bool isere_image_find_record(isere_str_t table, const char *key, isere_str_t *value) {
  isere_image_record_t record;
  for (size_t cursor = 0; isere_image_next_record(table, &cursor, &record);) {
    if (!key_is(record.key, key)) continue;
    *value = record.value;
    return true;
  }
  return false;
}

bool isere_image_uint(isere_str_t value, uint64_t *out) {
  if (value.len != 8) return false;
  const uint8_t *p = (const uint8_t *)value.ptr;
  *out = isere__read_u32(p) | (uint64_t)isere__read_u32(p + 4) << 32;
  return true;
}
