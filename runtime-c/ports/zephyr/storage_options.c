/**
 * @file
 * Options from the start of the storage partition, for tests: one build serves every set of limits that it has the
 * memory for.
 *
 * The text is "isere options\n" and lines key=value, ended by a byte 0.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "isere/options.h"
#include "place.h"
#include "port.h"

static const isere__place_t storage = ISERE__PLACE(DT_NODELABEL(storage));

static bool set(isere_options_t *options, const char *line, size_t len) {
  const char *equals = memchr(line, '=', len);
  char *end = NULL;
  if (equals == NULL) return false;
  unsigned long value = strtoul(equals + 1, &end, 10);
  return end == line + len && isere_options_set(options, line, (size_t)(equals - line), value, false) >= 0;
}

void isere__storage_options(isere_options_t *options) {
  static const char magic[] = "isere options\n";
  const char *text = isere__place_bytes(&storage);
  if (memcmp(text, magic, sizeof(magic) - 1) != 0) return;
  const char *line = text + sizeof(magic) - 1;
  const char *end;
  for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
    size_t len = (size_t)(end - line);
    if (!set(options, line, len)) isere_log(ISERE_LOG_ERROR, NULL, "bad option: %.*s", (int)len, line);
  }
}
