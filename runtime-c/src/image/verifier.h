/**
 * @file
 * What the parts of the image reader share while they verify an image.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_IMAGE_VERIFIER_H
#define ISERE_IMAGE_VERIFIER_H

#include "isere/image.h"
#include "isere/log.h"

/** Longest key that a refusal shows, and longest name and version, bytes. */
#define ISERE_IMAGE_MAX_TEXT_BYTES 63

/** The sections that this reader knows; the order is that of the checks. */
enum { REQS, META, ENVV, LIMS, CODE, SRCE, KNOWN_SECTIONS };

/** What verification learns on its way. */
typedef struct {
  const uint8_t *bytes;
  size_t len;
  isere_str_t sections[KNOWN_SECTIONS]; /* empty when absent */
  bool present[KNOWN_SECTIONS];
  isere_image_error_t *error;
} isere__verifier_t;

/** Fills in an error and returns its code. */
int isere__image_refuse(isere_image_error_t *error, int code, const char *format, ...) ISERE_PRINTF(3, 4);

/** Refuses a malformed image. */
#define ISERE__REFUSE(verifier, ...) isere__image_refuse((verifier)->error, ISERE_EBADIMAGE, __VA_ARGS__)

/** A key as the refusals show it: itself, or "?" when it could garble a log. */
const char *isere__image_shown_key(isere_str_t key, char out[ISERE_IMAGE_MAX_TEXT_BYTES + 1]);

/** The four characters of a known section's type, NUL-terminated. */
const char *isere__image_section_type(int section);

/** True for UTF-8 without NUL. */
bool isere__image_is_text(isere_str_t s);

/** Checks every record of every table section. */
int isere__image_check_tables(const isere__verifier_t *verifier);

static inline uint16_t isere__read_u16(const uint8_t *p) {
  return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t isere__read_u32(const uint8_t *p) {
  return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline size_t isere__round_up(size_t n, size_t unit) {
  return (n + unit - 1) / unit * unit;
}

static inline bool isere__all_zero(const uint8_t *p, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if (p[i] != 0) return false;
  }
  return true;
}

#endif
