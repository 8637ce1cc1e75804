/**
 * @file
 * Verifies function images, format version 1: docs/function-image.md says what is checked, in which order and in which
 * words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sha256.h"
#include "verifier.h"

enum {
  TOTAL_LENGTH_AT = 12,
  HASH_AT = 16,
  HASHED_FROM = 48,
  SECTION_COUNT_AT = 48,
  RESERVED_AT = 52,
  SECTION_ENTRY_BYTES = 16,
  FLAG_CRITICAL = 1,
};

static const struct {
  char type[5];
  uint32_t flags;
} known_sections[KNOWN_SECTIONS] = {
    [REQS] = {"REQS", FLAG_CRITICAL}, [META] = {"META", 0},
    [ENVV] = {"ENVV", FLAG_CRITICAL}, [LIMS] = {"LIMS", FLAG_CRITICAL},
    [CODE] = {"CODE", FLAG_CRITICAL}, [SRCE] = {"SRCE", FLAG_CRITICAL},
};

const char *isere__image_section_type(int section) {
  return known_sections[section].type;
}

int isere__image_refuse(isere_image_error_t *error, int code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  error->code = code;
  (void)vsnprintf(error->reason, sizeof(error->reason), format, arguments);
  va_end(arguments);
  return code;
}

const char *isere__image_shown_key(isere_str_t key, char out[ISERE_IMAGE_MAX_TEXT_BYTES + 1]) {
  bool plain = key.len >= 1 && key.len <= ISERE_IMAGE_MAX_TEXT_BYTES;
  for (size_t i = 0; plain && i < key.len; i++) {
    char c = key.ptr[i];
    plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
            c == ':' || c == '/' || c == '-';
  }
  if (!plain) return "?";
  memcpy(out, key.ptr, key.len);
  out[key.len] = 0;
  return out;
}

/* --- header and sections ------------------------------------------------------------------------------------ */

static int check_header(isere__verifier_t *v, size_t available, bool in_slot) {
  static const uint8_t magic[8] = {0x89, 'I', 'S', 'E', 'R', 'E', '\r', '\n'};
  const uint8_t *p = v->bytes;
  if (available < ISERE_IMAGE_HEADER_BYTES) {
    return ISERE__REFUSE(v, "the file is too short for a function image: %zu bytes", available);
  }
  if (memcmp(p, magic, sizeof(magic)) != 0) return ISERE__REFUSE(v, "not a function image: wrong magic");
  if (isere__read_u16(p + 8) != ISERE_IMAGE_FORMAT_VERSION) {
    return ISERE__REFUSE(v, "function image format %u; this reader knows 1", isere__read_u16(p + 8));
  }
  if (isere__read_u16(p + 10) != ISERE_IMAGE_HEADER_BYTES) {
    return ISERE__REFUSE(v, "the header says %u bytes of header, not 64", isere__read_u16(p + 10));
  }
  size_t total = isere__read_u32(p + TOTAL_LENGTH_AT);
  if (in_slot ? total > available || total < ISERE_IMAGE_HEADER_BYTES : total != available) {
    return ISERE__REFUSE(v, "the image says it is %zu bytes long, but there are %zu", total, available);
  }
  if (total % 8 != 0) return ISERE__REFUSE(v, "the total length %zu is not a multiple of 8", total);
  v->len = total;
  uint8_t hash[ISERE_SHA256_BYTES];
  isere__sha256(p + HASHED_FROM, total - HASHED_FROM, hash);
  if (memcmp(hash, p + HASH_AT, sizeof(hash)) != 0) return ISERE__REFUSE(v, "the content does not match its SHA-256");
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
static int check_section(isere__verifier_t *v, uint32_t index, size_t *end) {
  const uint8_t *table = v->bytes + ISERE_IMAGE_HEADER_BYTES;
  const uint8_t *entry = table + index * SECTION_ENTRY_BYTES;
  char type[5] = {0};
  for (int i = 0; i < 4; i++)
    type[i] = entry[i] >= 0x20 && entry[i] < 0x7f ? (char)entry[i] : '?';
  uint32_t flags = isere__read_u32(entry + 4);
  size_t offset = isere__read_u32(entry + 8);
  size_t len = isere__read_u32(entry + 12);

  int known = find_known_section(entry);
  if (occurs_before(table, index)) return ISERE__REFUSE(v, "section %s: occurs twice", type);
  if (known >= 0 ? flags != known_sections[known].flags : (flags & ~(uint32_t)FLAG_CRITICAL) != 0) {
    return ISERE__REFUSE(v, "section %s: wrong flags", type);
  }
  if (known < 0 && (flags & FLAG_CRITICAL) != 0) return ISERE__REFUSE(v, "section %s: unknown and critical", type);
  if (offset != *end) return ISERE__REFUSE(v, "section %s: not where it has to be", type);
  if (len > v->len - offset || isere__round_up(len, 8) > v->len - offset) {
    return ISERE__REFUSE(v, "section %s: runs past the end of the image", type);
  }
  *end = offset + isere__round_up(len, 8);
  if (!isere__all_zero(v->bytes + offset + len, *end - offset - len)) {
    return ISERE__REFUSE(v, "section %s: padding is not zero", type);
  }
  if (known >= 0) {
    v->present[known] = true;
    v->sections[known] = (isere_str_t){(const char *)v->bytes + offset, len};
  }
  return 0;
}

static int check_sections(isere__verifier_t *v) {
  uint32_t count = isere__read_u32(v->bytes + SECTION_COUNT_AT);
  if (count < 1 || count > ISERE_IMAGE_MAX_SECTIONS) {
    return ISERE__REFUSE(v, "%lu sections; an image has 1 to 16", (unsigned long)count);
  }
  if (!isere__all_zero(v->bytes + RESERVED_AT, ISERE_IMAGE_HEADER_BYTES - RESERVED_AT)) {
    return ISERE__REFUSE(v, "reserved bytes are not zero");
  }
  size_t end = ISERE_IMAGE_HEADER_BYTES + (size_t)count * SECTION_ENTRY_BYTES;
  if (end > v->len) return ISERE__REFUSE(v, "the section table runs past the end of the image");
  for (uint32_t i = 0; i < count; i++) {
    int result = check_section(v, i, &end);
    if (result < 0) return result;
  }
  if (end != v->len) return ISERE__REFUSE(v, "the sections end at byte %zu of %zu", end, v->len);
  return 0;
}

static int check_presence(const isere__verifier_t *v) {
  if (!v->present[REQS]) return ISERE__REFUSE(v, "section REQS: missing");
  if (!v->present[META]) return ISERE__REFUSE(v, "section META: missing");
  if (!v->present[CODE] && !v->present[SRCE]) return ISERE__REFUSE(v, "section CODE: missing");
  if (v->present[CODE] && v->present[SRCE]) return ISERE__REFUSE(v, "both CODE and SRCE");
  int code = v->present[CODE] ? CODE : SRCE;
  if (v->sections[code].len == 0) return ISERE__REFUSE(v, "section %s: empty", known_sections[code].type);
  if (code == SRCE && !isere__image_is_text(v->sections[SRCE]))
    return ISERE__REFUSE(v, "section SRCE: not UTF-8 text, or with a NUL");
  return 0;
}

int isere_image_open(isere_image_t *image, const void *bytes, size_t len, bool in_slot, isere_image_error_t *error) {
  isere__verifier_t v = {.bytes = bytes, .error = error};
  for (int i = 0; i < KNOWN_SECTIONS; i++)
    v.sections[i] = ISERE_STR("");
  int result = check_header(&v, len, in_slot);
  if (result == 0) result = check_sections(&v);
  if (result == 0) result = check_presence(&v);
  if (result == 0) result = isere__image_check_tables(&v);
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
