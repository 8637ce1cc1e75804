/**
 * @file
 * Fills, checks and changes a set of options, all of it driven by the generated list.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/options.h"

#include <string.h>

typedef struct {
  const char *key;
  size_t offset; /* of the uint32_t in isere_options_t */
  isere_option_scope_t scope;
  uint32_t default_value;
  uint32_t min;
  uint32_t max;
} option_t;

#define ROW(field, key, scope, default_value, min, max) \
  {key, offsetof(isere_options_t, field), scope, default_value, min, max},

static const option_t options_table[] = {ISERE_OPTIONS(ROW)};

#define OPTION_COUNT (sizeof(options_table) / sizeof(options_table[0]))

static uint32_t *field_of(isere_options_t *options, const option_t *option) {
  return (uint32_t *)(void *)((uint8_t *)options + option->offset);
}

static const option_t *find(const char *key, size_t key_len, bool image_scope_only) {
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    const option_t *option = &options_table[i];
    if (strlen(option->key) != key_len || memcmp(option->key, key, key_len) != 0) continue;
    return image_scope_only && option->scope != ISERE_OPTION_IMAGE ? NULL : option;
  }
  return NULL;
}

void isere_options_defaults(isere_options_t *out) {
  for (size_t i = 0; i < OPTION_COUNT; i++)
    *field_of(out, &options_table[i]) = options_table[i].default_value;
}

int isere_options_check(const char *key, size_t key_len, uint64_t value, bool image_scope_only) {
  const option_t *option = find(key, key_len, image_scope_only);
  if (option == NULL) return ISERE_ENOENT;
  return value >= option->min && value <= option->max ? ISERE_OK : ISERE_ERANGE;
}

int isere_options_set(isere_options_t *options, const char *key, size_t key_len, uint64_t value,
                      bool image_scope_only) {
  int result = isere_options_check(key, key_len, value, image_scope_only);
  if (result == ISERE_OK) *field_of(options, find(key, key_len, image_scope_only)) = (uint32_t)value;
  return result;
}

const char *isere_options_key(size_t i) {
  return i < OPTION_COUNT ? options_table[i].key : NULL;
}
