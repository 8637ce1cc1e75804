/**
 * @file
 * Options by key: defaults lie in their ranges, both edges of a range hold, scopes are kept apart.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/options.h"
#include "isere_test.h"

static int set(isere_options_t *options, const char *key, uint64_t value, bool image_scope_only) {
  return isere_options_set(options, key, strlen(key), value, image_scope_only);
}

static void defaults_lie_in_their_ranges(void) {
  isere_options_t options;
  isere_options_defaults(&options);
#define CHECK_RANGE(field, key, scope, default_value, min, max) \
  CHECK_INT(options.field, default_value);                      \
  CHECK_INT(isere_options_check(key, strlen(key), (default_value), false), ISERE_OK);
  ISERE_OPTIONS(CHECK_RANGE)
}

static void every_option_holds_its_edges(void) {
  isere_options_t options;
  isere_options_defaults(&options);
#define CHECK_EDGES(field, key, scope, default_value, min, max)            \
  CHECK_INT(set(&options, key, (min), false), ISERE_OK);                   \
  CHECK_INT(options.field, min);                                           \
  CHECK_INT(set(&options, key, (max), false), ISERE_OK);                   \
  CHECK_INT(options.field, max);                                           \
  CHECK_INT(set(&options, key, (uint64_t)(max) + 1, false), ISERE_ERANGE); \
  CHECK_INT(options.field, max);                                           \
  if ((min) > 0) CHECK_INT(set(&options, key, (uint64_t)(min) - 1, false), ISERE_ERANGE);
  ISERE_OPTIONS(CHECK_EDGES)
}

static void refuses_unknown_keys(void) {
  isere_options_t options;
  isere_options_defaults(&options);
  CHECK_INT(set(&options, "http.max_heders", 10, false), ISERE_ENOENT);
  CHECK_INT(set(&options, "", 10, false), ISERE_ENOENT);
  CHECK_INT(isere_options_set(&options, "http.max_headers_more", strlen("http.max_headers"), 10, false), ISERE_OK);
}

static void an_image_carries_only_its_own_scope(void) {
  isere_options_t options;
  isere_options_defaults(&options);
  CHECK_INT(set(&options, "function.timeout_ms", 500, true), ISERE_OK);
  CHECK_INT(options.function_timeout_ms, 500);
  CHECK_INT(set(&options, "http.max_headers", 10, true), ISERE_ENOENT);
}

static void lists_its_keys(void) {
  size_t count = 0;
  while (isere_options_key(count) != NULL)
    count++;
  CHECK_INT(count, ISERE_OPTION_COUNT);
}

int main(void) {
  RUN(defaults_lie_in_their_ranges);
  RUN(every_option_holds_its_edges);
  RUN(refuses_unknown_keys);
  RUN(an_image_carries_only_its_own_scope);
  RUN(lists_its_keys);
  return isere_test_finish();
}
