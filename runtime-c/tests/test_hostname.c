/**
 * @file
 * Host names that the Zephyr port makes of function names.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../ports/zephyr/hostname.c"

#include "isere_test.h"

static void check_name(const char *function, const char *expected) {
  char out[ISERE__HOSTNAME_BYTES];
  size_t len = isere__hostname_make((isere_str_t){function, strlen(function)}, out);
  CHECK_INT((int)len, (int)strlen(expected));
  CHECK(len == strlen(expected) && memcmp(out, expected, len) == 0);
}

static void letters_become_small(void) {
  check_name("Hello2", "hello2");
}

static void what_no_label_may_hold_becomes_a_hyphen(void) {
  check_name("my_sensor.v2", "my-sensor-v2");
  check_name("caf\xC3\xA9s", "caf--s");
}

/** RFC 1123, section 2.1, and RFC 952: a label neither starts nor ends with a hyphen. */
static void a_label_starts_and_ends_with_a_letter_or_digit(void) {
  check_name("--a--", "a");
  check_name("a.", "a");
}

static void a_name_of_nothing_but_signs_gives_none(void) {
  check_name("", "");
  check_name("___", "");
}

/** RFC 1035, section 2.3.4. Exactly as large as it says: AddressSanitizer sees a write behind it. */
static void a_label_has_63_octets_at_most(void) {
  char name[100];
  char *out = malloc(ISERE__HOSTNAME_BYTES);
  memset(name, 'x', sizeof name);
  CHECK_INT((int)isere__hostname_make((isere_str_t){name, sizeof name}, out), 63);
  name[62] = '.';
  CHECK_INT((int)isere__hostname_make((isere_str_t){name, sizeof name}, out), 62);
  free(out);
}

int main(void) {
  RUN(letters_become_small);
  RUN(what_no_label_may_hold_becomes_a_hyphen);
  RUN(a_label_starts_and_ends_with_a_letter_or_digit);
  RUN(a_name_of_nothing_but_signs_gives_none);
  RUN(a_label_has_63_octets_at_most);
  return isere_test_finish();
}
