/**
 * @file
 * The port of fake_port.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fake_port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned fake_port_signs;
size_t fake_port_reserved_bytes;
int64_t fake_port_clock_us = 1000000;
int64_t fake_port_tick_us;
int64_t fake_port_wall_ms = -1;

static char log_text[1 << 20];
static size_t log_len;

/** What was reserved, one behind the other. */
typedef struct reserved {
  struct reserved *next;
  uint64_t alignment;
} reserved_t;
static reserved_t *reserved;

void fake_port_clear_log(void) {
  log_len = 0;
  log_text[0] = '\0';
}

void fake_port_reset(void) {
  while (reserved != NULL) {
    reserved_t *next = reserved->next;
    free(reserved);
    reserved = next;
  }
  fake_port_reserved_bytes = 0;
  fake_port_clear_log();
  fake_port_clock_us = 1000000;
  fake_port_tick_us = 0;
  fake_port_wall_ms = -1;
}

const char *fake_port_log(void) {
  return log_text;
}

void isere_port_alive(void) {
  fake_port_signs++;
}

int64_t isere_port_now_us(void) {
  return fake_port_clock_us += fake_port_tick_us;
}

int isere_port_wall_clock_ms(int64_t *out) {
  *out = fake_port_wall_ms;
  return fake_port_wall_ms >= 0 ? 0 : ISERE_ENOCLOCK;
}

int isere_port_entropy(void *out, size_t len) {
  for (size_t i = 0; i < len; i++)
    ((uint8_t *)out)[i] = (uint8_t)(i * 37 + 11);
  return 0;
}

void *isere_port_reserve(size_t bytes) {
  reserved_t *block = calloc(1, sizeof(*block) + bytes);
  if (block == NULL) return NULL;
  block->next = reserved;
  reserved = block;
  fake_port_reserved_bytes += (bytes + 15) / 16 * 16;
  return block + 1;
}

void isere_port_discard(void *start, size_t bytes) {
  memset(start, 0xA5, bytes);
}

void isere_port_log(isere_log_level_t level, const char *request_id, const char *text, size_t len) {
  size_t room = sizeof(log_text) - log_len;
  int written = snprintf(log_text + log_len, room, "%s [%s] %.*s\n", isere_log_level_name(level),
                         request_id != NULL ? request_id : "", (int)len, text);
  if (written > 0 && (size_t)written < room) log_len += (size_t)written;
}
