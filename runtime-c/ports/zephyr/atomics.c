/**
 * @file
 * The atomic operations that the compiler calls by name where the processor has no instruction for them: all of 8
 * bytes, and on a Cortex-M0+ the smaller ones too. The engine's `Atomics` uses them. Debian's and Zephyr's toolchains
 * bring no libatomic.
 *
 * There is one processor, so keeping interrupts out is all it takes. The names are the compiler's
 * (https://gcc.gnu.org/wiki/Atomic/GCCMM/LIbrary) and belong to built-in functions, hence the labels.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/irq.h>
#include <zephyr/toolchain.h>

#define LOAD(n, type)                                                                           \
  type isere__atomic_load_##n(const volatile type *at, int order) __asm__("__atomic_load_" #n); \
  __weak type isere__atomic_load_##n(const volatile type *at, int order) {                      \
    (void)order;                                                                                \
    unsigned int key = irq_lock();                                                              \
    type value = *at;                                                                           \
    irq_unlock(key);                                                                            \
    return value;                                                                               \
  }

#define STORE(n, type)                                                                                  \
  void isere__atomic_store_##n(volatile type *at, type value, int order) __asm__("__atomic_store_" #n); \
  __weak void isere__atomic_store_##n(volatile type *at, type value, int order) {                       \
    (void)order;                                                                                        \
    unsigned int key = irq_lock();                                                                      \
    *at = value;                                                                                        \
    irq_unlock(key);                                                                                    \
  }

/** Puts NEXT, an expression of `old` and `value`, in place of the old value and returns that. */
#define UPDATE(name, n, type, NEXT)                                                                            \
  type isere__atomic_##name##_##n(volatile type *at, type value, int order) __asm__("__atomic_" #name "_" #n); \
  __weak type isere__atomic_##name##_##n(volatile type *at, type value, int order) {                           \
    (void)order;                                                                                               \
    unsigned int key = irq_lock();                                                                             \
    type old = *at;                                                                                            \
    *at = (type)(NEXT);                                                                                        \
    irq_unlock(key);                                                                                           \
    return old;                                                                                                \
  }

#define COMPARE_EXCHANGE(n, type)                                                                          \
  bool isere__atomic_compare_exchange_##n(volatile type *at, type *expected, type value, int order,        \
                                          int failure_order) __asm__("__atomic_compare_exchange_" #n);     \
  __weak bool isere__atomic_compare_exchange_##n(volatile type *at, type *expected, type value, int order, \
                                                 int failure_order) {                                      \
    (void)order;                                                                                           \
    (void)failure_order;                                                                                   \
    unsigned int key = irq_lock();                                                                         \
    type old = *at;                                                                                        \
    bool is_equal = old == *expected;                                                                      \
    if (is_equal) {                                                                                        \
      *at = value;                                                                                         \
    } else {                                                                                               \
      *expected = old;                                                                                     \
    }                                                                                                      \
    irq_unlock(key);                                                                                       \
    return is_equal;                                                                                       \
  }

#define ALL(n, type)                      \
  LOAD(n, type)                           \
  STORE(n, type)                          \
  UPDATE(exchange, n, type, value)        \
  UPDATE(fetch_add, n, type, old + value) \
  UPDATE(fetch_sub, n, type, old - value) \
  UPDATE(fetch_and, n, type, old &value)  \
  UPDATE(fetch_or, n, type, old | value)  \
  UPDATE(fetch_xor, n, type, old ^ value) \
  COMPARE_EXCHANGE(n, type)

ALL(8, uint64_t)
#if defined(CONFIG_CPU_CORTEX_M0PLUS)
ALL(4, uint32_t)
ALL(2, uint16_t)
ALL(1, uint8_t)
#endif
