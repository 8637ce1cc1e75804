/**
 * @file
 * The C tests' few words. A test is a static function with one behaviour in its name; main() calls RUN on each and
 * returns isere_test_finish().
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_TEST_H
#define ISERE_TEST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int isere_test_count;
static int isere_test_failures;
static const char *isere_test_name;
static int isere_test_failed;

/** Fails the running test and leaves it. */
#define FAIL(...)                                                      \
  do {                                                                 \
    printf("FAIL %s\n  %s:%d: ", isere_test_name, __FILE__, __LINE__); \
    printf(__VA_ARGS__);                                               \
    printf("\n");                                                      \
    isere_test_failed = 1;                                             \
    return;                                                            \
  } while (0)

/** The condition holds. */
#define CHECK(condition)                                \
  do {                                                  \
    if (!(condition)) FAIL("expected: %s", #condition); \
  } while (0)

/** Two integers are equal. */
#define CHECK_INT(actual, expected)                                                                               \
  do {                                                                                                            \
    long long isere_actual = (long long)(actual), isere_expected = (long long)(expected);                         \
    if (isere_actual != isere_expected) FAIL("%s is %lld, expected %lld", #actual, isere_actual, isere_expected); \
  } while (0)

/** Two C strings are equal. */
#define CHECK_STR(actual, expected)                                                      \
  do {                                                                                   \
    const char *isere_actual = (actual), *isere_expected = (expected);                   \
    if (strcmp(isere_actual, isere_expected) != 0)                                       \
      FAIL("%s is \"%s\",\n    expected \"%s\"", #actual, isere_actual, isere_expected); \
  } while (0)

/** Runs a test function and counts it. */
#define RUN(test)                             \
  do {                                        \
    isere_test_name = #test;                  \
    isere_test_failed = 0;                    \
    isere_test_count++;                       \
    test();                                   \
    isere_test_failures += isere_test_failed; \
  } while (0)

/** Prints the count and gives main() its exit code. A file that ran no test has failed. */
static inline int isere_test_finish(void) {
  printf("%d passed, %d failed\n", isere_test_count - isere_test_failures, isere_test_failures);
  return isere_test_failures != 0 || isere_test_count == 0;
}

#endif
