/**
 * @file
 * From reset to main(), and what happens when something goes wrong for good.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "sim.h"

extern uint8_t isere__ld_data_load[], isere__ld_data_start[], isere__ld_data_end[];
extern uint8_t isere__ld_zero_start[], isere__ld_zero_end[];
extern char __tls_base[];

/* picolibc: where thread-local variables lie. Its header hides behind a feature macro. */
void _set_tls(void *block);

int main(void);

/** What unused stack is filled with. */
#define PAINT 0xC5A3C5A3u

static void start(void) __attribute__((noreturn, used));
static void report_fault(const uint32_t *stacked) __attribute__((noreturn, used));

/* --- stack --------------------------------------------------------------------------------------------------- */

static size_t stack_bytes;

static uint32_t *stack_start(void) {
  return isere__ld_stack_end - stack_bytes / sizeof(uint32_t);
}

void isere__sim_stack_limit(size_t bytes) {
  stack_bytes = (bytes + 7) & ~(size_t)7;
  uint32_t *end = __builtin_frame_address(0);
  for (volatile uint32_t *p = stack_start(); p < end - 16; p++)
    *p = PAINT;
  __asm__ volatile("msr msplim, %0" : : "r"(stack_start()));
}

size_t isere__sim_stack_size(void) {
  return stack_bytes;
}

size_t isere__sim_stack_peak(void) {
  const uint32_t *p = stack_start();
  while (p < isere__ld_stack_end && *p == PAINT)
    p++;
  return (size_t)(isere__ld_stack_end - p) * sizeof(*p);
}

/* --- reset --------------------------------------------------------------------------------------------------- */

static void start(void) {
  isere__sim_meter_start();
  memcpy(isere__ld_data_start, isere__ld_data_load, (size_t)(isere__ld_data_end - isere__ld_data_start));
  memset(isere__ld_zero_start, 0, (size_t)(isere__ld_zero_end - isere__ld_zero_start));
  _set_tls(__tls_base);
  isere__sim_host_exit(main());
}

/* The limit is off while the stack pointer moves: the old one may lie anywhere. Until its size is known the stack may
 * grow to the first of what could be reserved. */
__attribute__((naked)) void isere__sim_reset(void) {
  __asm__ volatile(
      "movs r0, #0\n"
      "msr msplim, r0\n"
      "ldr r0, =isere__ld_stack_end\n"
      "msr msp, r0\n"
      "ldr r0, =isere__ld_arena_start\n"
      "msr msplim, r0\n"
      "b start\n");
}

/* --- faults -------------------------------------------------------------------------------------------------- */

static uint32_t system_register(uintptr_t address) {
  return *(const volatile uint32_t *)address;
}

static void report_fault(const uint32_t *stacked) {
  enum { STACK_OVERFLOW = 1u << 20 };
  uint32_t status = system_register(0xE000ED28);
  char text[160];
  if (status & STACK_OVERFLOW) {
    isere__sim_fault("the stack is full");
  }
  bool readable = stacked >= (const uint32_t *)isere__ld_arena_start && stacked + 8 <= isere__ld_stack_end;
  snprintf(text, sizeof(text), "processor fault: pc %08lx lr %08lx cfsr %08lx hfsr %08lx address %08lx",
           (unsigned long)(readable ? stacked[6] : 0), (unsigned long)(readable ? stacked[5] : 0),
           (unsigned long)status, (unsigned long)system_register(0xE000ED2C),
           (unsigned long)system_register(0xE000ED38));
  isere__sim_fault(text);
}

/* Nothing is returned to, so the report may use the whole stack again: the old one may be full. */
static __attribute__((naked)) void on_fault(void) {
  __asm__ volatile(
      "mov r0, sp\n"
      "movs r1, #0\n"
      "msr msplim, r1\n"
      "ldr r1, =isere__ld_stack_end\n"
      "mov sp, r1\n"
      "b report_fault\n");
}

typedef void (*vector_t)(void);

/** Initial stack pointer, reset, and the faults; every other exception is one as well, for no interrupt is ever
 * enabled. */
static const struct {
  uint32_t *stack;
  vector_t reset;
  vector_t faults[14];
} vectors __attribute__((section(".vectors"), used)) = {
    isere__ld_stack_end,
    isere__sim_reset,
    {on_fault, on_fault, on_fault, on_fault, on_fault, on_fault, on_fault, on_fault, on_fault, on_fault, on_fault,
     on_fault, on_fault, on_fault},
};
