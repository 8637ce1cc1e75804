/**
 * @file
 * Arm semihosting: the emulator's standard input and output. Costs no instruction a byte, and waits without turning.
 *
 * Source: Semihosting for AArch32 and AArch64 (Arm, 2020), sections 6 and 7.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "sim.h"

enum {
  SYS_OPEN = 0x01,
  SYS_WRITE = 0x05,
  SYS_READ = 0x06,
  SYS_EXIT_EXTENDED = 0x20,
  MODE_READ_BINARY = 1,
  MODE_WRITE_BINARY = 5,
  APPLICATION_EXIT = 0x20026,
  /** Exit code when the host does not take what is written. */
  HOST_GONE = 3,
};

/** Both stay open across a reset. */
static struct {
  bool open;
  int in;
  int out;
} host ISERE_SIM_OUTSIDE;

static int call(int operation, const void *arguments) {
  register int r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = arguments;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static int open_path(const char *path, uint32_t mode) {
  const uintptr_t arguments[3] = {(uintptr_t)path, mode, strlen(path)};
  return call(SYS_OPEN, arguments);
}

/** By path and not ":tt": the emulator's console has no end of input. */
static void open_host(void) {
  if (host.open) return;
  host.open = true;
  host.in = open_path("/dev/stdin", MODE_READ_BINARY);
  host.out = open_path("/dev/stdout", MODE_WRITE_BINARY);
  if (host.in < 0 || host.out < 0) isere__sim_host_exit(HOST_GONE);
}

size_t isere__sim_host_read(void *out, size_t len) {
  open_host();
  const uintptr_t arguments[3] = {(uintptr_t)host.in, (uintptr_t)out, len};
  int left = call(SYS_READ, arguments);
  return left < 0 || (size_t)left > len ? 0 : len - (size_t)left;
}

void isere__sim_host_write(const void *ptr, size_t len) {
  open_host();
  const uint8_t *at = ptr;
  while (len > 0) {
    const uintptr_t arguments[3] = {(uintptr_t)host.out, (uintptr_t)at, len};
    int left = call(SYS_WRITE, arguments);
    if (left < 0 || (size_t)left >= len) isere__sim_host_exit(HOST_GONE);
    at += len - (size_t)left;
    len = (size_t)left;
  }
}

void isere__sim_host_exit(int code) {
  const uintptr_t arguments[2] = {APPLICATION_EXIT, (uintptr_t)code};
  for (;;)
    call(SYS_EXIT_EXTENDED, arguments);
}
