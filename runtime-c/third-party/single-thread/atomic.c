/**
 * @file
 * 8-byte atomic operations, which the compiler calls by these names where the processor has none: the elements of a
 * BigInt64Array under Atomics. With one thread, and no interrupt that runs JavaScript, they need nothing special.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdbool.h>
#include <stdint.h>

/* The compiler knows the real names as its own functions of other types. */
#define ATOMIC(result, name, ...)                                          \
  result isere_atomic_##name(__VA_ARGS__) __asm__("__atomic_" #name "_8"); \
  result isere_atomic_##name(__VA_ARGS__)

ATOMIC(uint64_t, load, const uint64_t *at, int order) {
  (void)order;
  return *at;
}

ATOMIC(void, store, uint64_t *at, uint64_t value, int order) {
  (void)order;
  *at = value;
}

ATOMIC(uint64_t, exchange, uint64_t *at, uint64_t value, int order) {
  (void)order;
  uint64_t old = *at;
  *at = value;
  return old;
}

ATOMIC(bool, compare_exchange, uint64_t *at, uint64_t *expected, uint64_t value, int success, int failure) {
  (void)success;
  (void)failure;
  uint64_t old = *at;
  bool same = old == *expected;
  if (same) *at = value;
  *expected = old;
  return same;
}

#define FETCH(name, operator)                                               \
  ATOMIC(uint64_t, fetch_##name, uint64_t *at, uint64_t value, int order) { \
    (void)order;                                                            \
    uint64_t old = *at;                                                     \
    *at = old operator value;                                               \
    return old;                                                             \
  }

FETCH(add, +)
FETCH(sub, -)
FETCH(and, &)
FETCH(or, |)
FETCH(xor, ^)
