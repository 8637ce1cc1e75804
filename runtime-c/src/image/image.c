/**
 * @file
 * Verifies function images, format version 1: docs/function-image.md says what is checked, in which order and in which
 * words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/image.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "isere/log.h"
#include "isere/options.h"
#include "sha256.h"

enum {
  TOTAL_LENGTH_AT = 12,
  HASH_AT = 16,
  HASHED_FROM = 48,
  SECTION_COUNT_AT = 48,
  RESERVED_AT = 52,
  SECTION_ENTRY_BYTES = 16,
  RECORD_HEADER_BYTES = 8,
  MAX_TEXT_BYTES = 63,
  FLAG_CRITICAL = 1,
};

/** The sections that this reader knows; the order is that of the checks. */
enum { REQS, META, ENVV, LIMS, CODE, SRCE, KNOWN_SECTIONS };

static const struct {
  char type[5];
  uint32_t flags;
} known_sections[KNOWN_SECTIONS] = {
    [REQS] = {"REQS", FLAG_CRITICAL}, [META] = {"META", 0},
    [ENVV] = {"ENVV", FLAG_CRITICAL}, [LIMS] = {"LIMS", FLAG_CRITICAL},
    [CODE] = {"CODE", FLAG_CRITICAL}, [SRCE] = {"SRCE", FLAG_CRITICAL},
};

/** What verification learns on its way. */
typedef struct {
  const uint8_t *bytes;
  size_t len;
  isere_str_t sections[KNOWN_SECTIONS];
  bool present[KNOWN_SECTIONS];
  isere_image_error_t *error;
} verifier_t;

static uint16_t read_u16(const uint8_t *p) { return (uint16_t)(p[0] | p[1] << 8); }

static uint32_t read_u32(const uint8_t *p) {
  return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static size_t round_up(size_t n, size_t unit) { return (n + unit - 1) / unit * unit; }

static bool all_zero(const uint8_t *p, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if (p[i] != 0) return false;
  }
  return true;
}

ISERE_PRINTF(3, 4)
static int refuse(isere_image_error_t *error, int code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  error->code = code;
  (void)vsnprintf(error->reason, sizeof(error->reason), format, arguments);
  va_end(arguments);
  return code;
}

#define REFUSE(v, ...) refuse((v)->error, ISERE_EBADIMAGE, __VA_ARGS__)

/** A key as the refusals show it: itself, or "?" when it could garble a log. */
static const char *shown_key(isere_str_t key, char out[MAX_TEXT_BYTES + 1]) {
  bool plain = key.len >= 1 && key.len <= MAX_TEXT_BYTES;
  for (size_t i = 0; plain && i < key.len; i++) {
    char c = key.ptr[i];
    plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
            c == '.' || c == ':' || c == '/' || c == '-';
  }
  if (!plain) return "?";
  memcpy(out, key.ptr, key.len);
  out[key.len] = 0;
  return out;
}

/* --- values ------------------------------------------------------------------------------------------------- */

static bool is_text(isere_str_t s) {
  return memchr(s.ptr, 0, s.len) == NULL && isere_utf8_valid(s.ptr, s.len);
}

static bool is_short_text(isere_str_t s) { return s.len >= 1 && s.len <= MAX_TEXT_BYTES && is_text(s); }

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

/* --- tables ------------------------------------------------------------------------------------------------- */

/** What a record of a section may be. */
typedef enum { RECORD_GOOD, RECORD_UNKNOWN_KEY, RECORD_BAD_VALUE } verdict_t;

static verdict_t value_verdict(bool good) { return good ? RECORD_GOOD : RECORD_BAD_VALUE; }

static verdict_t judge_requirement(const verifier_t *v, isere_str_t key, isere_str_t value) {
  if (key_is(key, "abi") || key_is(key, "heap")) return value_verdict(is_uint32(value));
  if (key_is(key, "modules")) return value_verdict(is_text_list(value));
  if (key_is(key, "engine") && v->present[CODE]) return value_verdict(is_short_text(value));
  return RECORD_UNKNOWN_KEY;
}

static verdict_t judge_metadata(isere_str_t key, isere_str_t value) {
  if (key_is(key, "name") || key_is(key, "version")) return value_verdict(is_short_text(value));
  if (key_is(key, "builder")) return value_verdict(is_text(value));
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

static verdict_t judge_record(const verifier_t *v, int section, isere_str_t key, isere_str_t value) {
  switch (section) {
    case REQS:
      return judge_requirement(v, key, value);
    case META:
      return judge_metadata(key, value);
    case ENVV:
      return is_environment_name(key) ? value_verdict(is_text(value)) : RECORD_UNKNOWN_KEY;
    default:
      return judge_limit(key, value);
  }
}

/** Reads the record at @p at; false when its lengths, reserved bytes, key or padding are wrong. */
static bool read_record(isere_str_t table, size_t at, isere_image_record_t *record, size_t *next) {
  size_t left = table.len - at;
  if (left < RECORD_HEADER_BYTES) return false;
  const uint8_t *p = (const uint8_t *)table.ptr + at;
  size_t key_len = read_u16(p);
  size_t value_len = read_u32(p + 4);
  if (key_len < 1 || key_len > 255 || read_u16(p + 2) != 0) return false;
  left -= RECORD_HEADER_BYTES;
  if (key_len > left || value_len > left - key_len) return false;
  size_t padded = round_up(key_len + value_len, 4);
  if (padded > left || !all_zero(p + RECORD_HEADER_BYTES + key_len + value_len, padded - key_len - value_len)) {
    return false;
  }
  record->key = (isere_str_t){table.ptr + at + RECORD_HEADER_BYTES, key_len};
  record->value = (isere_str_t){record->key.ptr + key_len, value_len};
  *next = at + RECORD_HEADER_BYTES + padded;
  return is_text(record->key);
}

static bool in_order(isere_str_t previous, isere_str_t key) {
  size_t common = previous.len < key.len ? previous.len : key.len;
  int order = common == 0 ? 0 : memcmp(previous.ptr, key.ptr, common);
  return order < 0 || (order == 0 && previous.len < key.len);
}

static int check_table(const verifier_t *v, int section) {
  const char *type = known_sections[section].type;
  isere_str_t table = v->sections[section];
  isere_str_t previous = {table.ptr, 0};
  char shown[MAX_TEXT_BYTES + 1];
  size_t count = 0;
  for (size_t at = 0; at < table.len; count++) {
    isere_image_record_t record;
    if (count == ISERE_IMAGE_MAX_RECORDS) return REFUSE(v, "section %s: more than 256 records", type);
    size_t next;
    if (!read_record(table, at, &record, &next)) {
      return REFUSE(v, "section %s: malformed record at byte %zu", type, at);
    }
    if (!in_order(previous, record.key)) return REFUSE(v, "section %s: keys are not in order", type);
    switch (judge_record(v, section, record.key, record.value)) {
      case RECORD_UNKNOWN_KEY:
        return REFUSE(v, "section %s: unknown key %s", type, shown_key(record.key, shown));
      case RECORD_BAD_VALUE:
        return REFUSE(v, "section %s: bad value of key %s", type, shown_key(record.key, shown));
      case RECORD_GOOD:
        break;
    }
    previous = record.key;
    at = next;
  }
  return 0;
}

static int require_key(const verifier_t *v, int section, const char *key) {
  isere_str_t value;
  if (isere_image_find_record(v->sections[section], key, &value)) return 0;
  return REFUSE(v, "section %s: missing key %s", known_sections[section].type, key);
}

static int check_tables(const verifier_t *v) {
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

/* --- header and sections ------------------------------------------------------------------------------------ */

static int check_header(verifier_t *v, size_t available, bool in_slot) {
  static const uint8_t magic[8] = {0x89, 'I', 'S', 'E', 'R', 'E', '\r', '\n'};
  const uint8_t *p = v->bytes;
  if (available < ISERE_IMAGE_HEADER_BYTES) {
    return REFUSE(v, "the file is too short for a function image: %zu bytes", available);
  }
  if (memcmp(p, magic, sizeof(magic)) != 0) return REFUSE(v, "not a function image: wrong magic");
  if (read_u16(p + 8) != ISERE_IMAGE_FORMAT_VERSION) {
    return REFUSE(v, "function image format %u; this reader knows 1", read_u16(p + 8));
  }
  if (read_u16(p + 10) != ISERE_IMAGE_HEADER_BYTES) {
    return REFUSE(v, "the header says %u bytes of header, not 64", read_u16(p + 10));
  }
  size_t total = read_u32(p + TOTAL_LENGTH_AT);
  if (in_slot ? total > available || total < ISERE_IMAGE_HEADER_BYTES : total != available) {
    return REFUSE(v, "the image says it is %zu bytes long, but there are %zu", total, available);
  }
  if (total % 8 != 0) return REFUSE(v, "the total length %zu is not a multiple of 8", total);
  v->len = total;
  uint8_t hash[ISERE_SHA256_BYTES];
  isere__sha256(p + HASHED_FROM, total - HASHED_FROM, hash);
  if (memcmp(hash, p + HASH_AT, sizeof(hash)) != 0) return REFUSE(v, "the content does not match its SHA-256");
  return 0;
}

static int find_known_section(const uint8_t *type) {
  for (int i = 0; i < KNOWN_SECTIONS; i++) {
    if (memcmp(type, known_sections[i].type, 4) == 0) return i;
  }
  return -1;
}

static bool occurs_before(const uint8_t *table, uint32_t index) {
  for (uint32_t i = 0; i < index; i++) {
    if (memcmp(table + i * SECTION_ENTRY_BYTES, table + index * SECTION_ENTRY_BYTES, 4) == 0) return true;
  }
  return false;
}

/** Checks entry @p index of the table; @p end is where the section before it ended and then where this one ends. */
static int check_section(verifier_t *v, uint32_t index, size_t *end) {
  const uint8_t *table = v->bytes + ISERE_IMAGE_HEADER_BYTES;
  const uint8_t *entry = table + index * SECTION_ENTRY_BYTES;
  char type[5] = {0};
  for (int i = 0; i < 4; i++) type[i] = entry[i] >= 0x20 && entry[i] < 0x7f ? (char)entry[i] : '?';
  uint32_t flags = read_u32(entry + 4);
  size_t offset = read_u32(entry + 8);
  size_t len = read_u32(entry + 12);

  int known = find_known_section(entry);
  if (occurs_before(table, index)) return REFUSE(v, "section %s: occurs twice", type);
  if (known >= 0 ? flags != known_sections[known].flags : (flags & ~(uint32_t)FLAG_CRITICAL) != 0) {
    return REFUSE(v, "section %s: wrong flags", type);
  }
  if (known < 0 && (flags & FLAG_CRITICAL) != 0) return REFUSE(v, "section %s: unknown and critical", type);
  if (offset != *end) return REFUSE(v, "section %s: not where it has to be", type);
  if (len > v->len - offset || round_up(len, 8) > v->len - offset) {
    return REFUSE(v, "section %s: runs past the end of the image", type);
  }
  *end = offset + round_up(len, 8);
  if (!all_zero(v->bytes + offset + len, *end - offset - len)) {
    return REFUSE(v, "section %s: padding is not zero", type);
  }
  if (known >= 0) {
    v->present[known] = true;
    v->sections[known] = (isere_str_t){(const char *)v->bytes + offset, len};
  }
  return 0;
}

static int check_sections(verifier_t *v) {
  uint32_t count = read_u32(v->bytes + SECTION_COUNT_AT);
  if (count < 1 || count > ISERE_IMAGE_MAX_SECTIONS) {
    return REFUSE(v, "%lu sections; an image has 1 to 16", (unsigned long)count);
  }
  if (!all_zero(v->bytes + RESERVED_AT, ISERE_IMAGE_HEADER_BYTES - RESERVED_AT)) {
    return REFUSE(v, "reserved bytes are not zero");
  }
  size_t end = ISERE_IMAGE_HEADER_BYTES + (size_t)count * SECTION_ENTRY_BYTES;
  if (end > v->len) return REFUSE(v, "the section table runs past the end of the image");
  for (uint32_t i = 0; i < count; i++) {
    int result = check_section(v, i, &end);
    if (result < 0) return result;
  }
  if (end != v->len) return REFUSE(v, "the sections end at byte %zu of %zu", end, v->len);
  return 0;
}

static int check_presence(const verifier_t *v) {
  if (!v->present[REQS]) return REFUSE(v, "section REQS: missing");
  if (!v->present[META]) return REFUSE(v, "section META: missing");
  if (!v->present[CODE] && !v->present[SRCE]) return REFUSE(v, "section CODE: missing");
  if (v->present[CODE] && v->present[SRCE]) return REFUSE(v, "both CODE and SRCE");
  int code = v->present[CODE] ? CODE : SRCE;
  if (v->sections[code].len == 0) return REFUSE(v, "section %s: empty", known_sections[code].type);
  if (code == SRCE && !is_text(v->sections[SRCE])) return REFUSE(v, "section SRCE: not UTF-8 text, or with a NUL");
  return 0;
}

int isere_image_open(isere_image_t *image, const void *bytes, size_t len, bool in_slot, isere_image_error_t *error) {
  verifier_t v = {.bytes = bytes, .error = error};
  for (int i = 0; i < KNOWN_SECTIONS; i++) v.sections[i] = ISERE_STR("");
  int result = check_header(&v, len, in_slot);
  if (result == 0) result = check_sections(&v);
  if (result == 0) result = check_presence(&v);
  if (result == 0) result = check_tables(&v);
  if (result < 0) return result;

  *image = (isere_image_t){
      .bytes = v.bytes,
      .len = v.len,
      .requirements = v.sections[REQS],
      .metadata = v.sections[META],
      .environment = v.sections[ENVV],
      .limits = v.sections[LIMS],
      .code = v.present[CODE] ? v.sections[CODE] : v.sections[SRCE],
      .is_source = v.present[SRCE],
  };
  (void)isere_image_find_record(image->metadata, "name", &image->name);
  (void)isere_image_find_record(image->metadata, "version", &image->version);
  return 0;
}

/* --- requirements ------------------------------------------------------------------------------------------- */

static bool offers_module(const isere_image_offer_t *offer, const char *name) {
  for (const char *const *module = offer->modules; *module != NULL; module++) {
    if (strcmp(*module, name) == 0) return true;
  }
  return false;
}

int isere_image_check_requirements(const isere_image_t *image, const isere_image_offer_t *offer,
                                   isere_image_error_t *error) {
  isere_str_t value;
  uint64_t number = 0;
  char shown[MAX_TEXT_BYTES + 1];
  if (isere_image_find_record(image->requirements, "abi", &value) && isere_image_uint(value, &number) &&
      number != offer->abi) {
    return refuse(error, ISERE_EMISMATCH, "requires runtime ABI %lu; this runtime has %lu", (unsigned long)number,
                  (unsigned long)offer->abi);
  }
  if (isere_image_find_record(image->requirements, "engine", &value) && !key_is(value, offer->engine)) {
    return refuse(error, ISERE_EMISMATCH, "requires engine %s; this runtime has %s", shown_key(value, shown),
                  offer->engine);
  }
  if (isere_image_find_record(image->requirements, "heap", &value) && isere_image_uint(value, &number) &&
      number > offer->heap_bytes) {
    return refuse(error, ISERE_EMISMATCH, "requires %lu bytes of JavaScript heap; this runtime has %lu",
                  (unsigned long)number, (unsigned long)offer->heap_bytes);
  }
  if (!isere_image_find_record(image->requirements, "modules", &value)) return 0;
  for (size_t at = 0; at < value.len; at += strlen(value.ptr + at) + 1) {
    const char *name = value.ptr + at;
    if (offers_module(offer, name)) continue;
    isere_str_t key = {name, strlen(name)};
    return refuse(error, ISERE_EMISMATCH, "requires module %s, which this runtime does not have",
                  shown_key(key, shown));
  }
  return 0;
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
  *out = read_u32(p) | (uint64_t)read_u32(p + 4) << 32;
  return true;
}
