/**
 * @file
 * Pools of buffers and rings of connections.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stddef.h>

#include "http/internal.h"

/** Buffers start on a cache line. */
static size_t rounded(size_t bytes) {
  return (bytes + 63) / 64 * 64;
}

int isere__pool_init(isere__pool_t *pool, uint32_t count, size_t bytes) {
  pool->free = isere_port_reserve(count * sizeof(char *));
  char *buffers = isere_port_reserve(count * rounded(bytes));
  if (pool->free == NULL || buffers == NULL) return ISERE_ENOMEM;
  pool->count = count;
  for (uint32_t i = count; i > 0; i--)
    isere__pool_give(pool, buffers + (i - 1) * rounded(bytes));
  return ISERE_OK;
}

char *isere__pool_take(isere__pool_t *pool) {
  return pool->free_count > 0 ? pool->free[--pool->free_count] : NULL;
}

void isere__pool_give(isere__pool_t *pool, char *buffer) {
  if (buffer != NULL) pool->free[pool->free_count++] = buffer;
}

void isere__link_append(isere__link_t *ring, isere__link_t *link) {
  link->next = ring;
  link->previous = ring->previous;
  ring->previous->next = link;
  ring->previous = link;
}

void isere__link_remove(isere__link_t *link) {
  if (link->next == NULL) return;
  link->next->previous = link->previous;
  link->previous->next = link->next;
  link->next = link->previous = NULL;
}

isere__connection_t *isere__link_connection(isere__link_t *link) {
  return (isere__connection_t *)(void *)((uint8_t *)link - offsetof(isere__connection_t, link));
}
