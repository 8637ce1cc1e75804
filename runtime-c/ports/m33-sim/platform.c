/**
 * @file
 * Memory, entropy, log, and what the C library asks of its platform.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "isere/port.h"
#include "sim.h"

static uint8_t *reserved_end;

void *isere_port_reserve(size_t bytes) {
  if (reserved_end == NULL) reserved_end = isere__ld_arena_start;
  size_t left = (size_t)((uint8_t *)isere__ld_stack_end - isere__sim_stack_size() - reserved_end);
  size_t rounded = (bytes + 15) & ~(size_t)15;
  if (rounded < bytes || rounded > left) return NULL;
  uint8_t *start = reserved_end;
  reserved_end += rounded;
  /* Inside of the emulator a reset does not clear memory; on a board this is the start-up code's clearing of .bss. */
  memset(start, 0, rounded);
  return start;
}

size_t isere__sim_reserved_bytes(void) {
  return reserved_end == NULL ? 0 : (size_t)(reserved_end - isere__ld_arena_start);
}

/** The host counts instructions and ends an emulator that goes on for too long. */
void isere_port_alive(void) {}

void isere_port_discard(void *start, size_t bytes) {
  (void)start;
  (void)bytes;
}

/**
 * The same bytes after each start with the same seed: what makes a run repeatable is worth more here than secrecy, of
 * which an emulator on a developer's machine has no need. Source: splitmix64 (Steele et al., OOPSLA 2014).
 */
int isere_port_entropy(void *out, size_t len) {
  static uint64_t drawn; /* 0 again after a reset, so a start depends on none before it */
  uint8_t *at = out;
  while (len > 0) {
    uint64_t z = isere__sim_start.seed + (drawn += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    size_t part = len < sizeof(z) ? len : sizeof(z);
    memcpy(at, &z, part);
    at += part;
    len -= part;
  }
  return ISERE_OK;
}

void isere_port_log(isere_log_level_t level, const char *request_id, const char *text, size_t len) {
  size_t id_len = request_id == NULL ? 0 : strlen(request_id);
  uint8_t head[2 + 64];
  if (id_len > sizeof(head) - 2) id_len = sizeof(head) - 2;
  head[0] = (uint8_t)level;
  head[1] = (uint8_t)id_len;
  if (id_len > 0) memcpy(head + 2, request_id, id_len);
  isere__sim_meter_pause();
  isere__sim_emit(ISERE_SIM_LOG, 0, head, 2 + id_len, text, len);
  isere__sim_meter_resume();
}

/* --- the C library ------------------------------------------------------------------------------------------- */

/**
 * The engine's buffers fall back on it where they are given no allocator, which is nowhere. malloc and free do not link
 * at all: there is no heap beside the arena.
 */
void *realloc(void *ptr, size_t bytes) {
  (void)ptr;
  (void)bytes;
  return NULL;
}

/**
 * A chip has no time zone, so the engine, which asks for the offset alone, gets that of UTC. picolibc's own would bring
 * its reader of TZ along, and with it malloc.
 */
struct tm *localtime_r(const time_t *restrict time, struct tm *restrict out) {
  (void)time;
  memset(out, 0, sizeof(*out));
  return out;
}

void abort(void) {
  isere__sim_fault("abort() was called");
}

void __assert_func(const char *file, int line, const char *function, const char *condition) {
  char text[200];
  snprintf(text, sizeof(text), "assertion failed: %s (%s, %s:%d)", condition, function, file, line);
  isere__sim_fault(text);
}
