/*
 * The memory under one compilation; see isere_pool.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere_pool.h"

#include <stdlib.h>
#include <time.h>

/* The clock is read once per this many calls: often enough to notice, too seldom to be noticed. */
#define CALLS_PER_CLOCK 256

/* Stands in front of every block; its size keeps the block aligned for any type. */
struct isere_pool_block {
  _Alignas(max_align_t) isere_pool_block_t *next;
  isere_pool_block_t *previous;
  size_t bytes;
};

uint64_t isere_pool_now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void isere_pool_check_time(isere_pool_t *pool) {
  if (pool->deadline_us != 0 && isere_pool_now_us() > pool->deadline_us) {
    longjmp(pool->leave, ISERE_POOL_TIME);
  }
}

static void link_block(isere_pool_t *pool, isere_pool_block_t *block) {
  block->previous = NULL;
  block->next = pool->first;
  if (pool->first != NULL) {
    pool->first->previous = block;
  }
  pool->first = block;
}

static void unlink_block(isere_pool_t *pool, isere_pool_block_t *block) {
  if (block->previous != NULL) {
    block->previous->next = block->next;
  } else {
    pool->first = block->next;
  }
  if (block->next != NULL) {
    block->next->previous = block->previous;
  }
}

/* Leaves unless the pool may grow from old_bytes to new_bytes in one of its blocks. */
static void check_growth(isere_pool_t *pool, size_t old_bytes, size_t new_bytes) {
  if (++pool->calls % CALLS_PER_CLOCK == 0) {
    isere_pool_check_time(pool);
  }
  size_t others = pool->used_bytes - old_bytes;
  if (others > pool->limit_bytes || new_bytes > pool->limit_bytes - others) {
    longjmp(pool->leave, ISERE_POOL_LIMIT);
  }
}

void *isere_pool_alloc(isere_pool_t *pool, size_t bytes) {
  return isere_pool_realloc(pool, NULL, bytes);
}

void *isere_pool_realloc(isere_pool_t *pool, void *ptr, size_t bytes) {
  isere_pool_block_t *old = ptr == NULL ? NULL : (isere_pool_block_t *)ptr - 1;
  size_t old_bytes = old == NULL ? 0 : old->bytes + sizeof(*old);
  if (bytes > SIZE_MAX - sizeof(*old)) {
    longjmp(pool->leave, ISERE_POOL_LIMIT);
  }
  size_t new_bytes = bytes + sizeof(*old);
  check_growth(pool, old_bytes, new_bytes);
  if (old != NULL) {
    unlink_block(pool, old);
  }
  isere_pool_block_t *block = realloc(old, new_bytes);
  if (block == NULL) {
    if (old != NULL) {
      link_block(pool, old);
    }
    longjmp(pool->leave, ISERE_POOL_MACHINE);
  }
  block->bytes = bytes;
  link_block(pool, block);
  pool->used_bytes += new_bytes - old_bytes;
  return block + 1;
}

void isere_pool_free(isere_pool_t *pool, void *ptr) {
  if (ptr != NULL) {
    isere_pool_block_t *block = (isere_pool_block_t *)ptr - 1;
    unlink_block(pool, block);
    pool->used_bytes -= block->bytes + sizeof(*block);
    free(block);
  }
}

size_t isere_pool_size(const void *ptr) {
  return ptr == NULL ? 0 : ((const isere_pool_block_t *)ptr - 1)->bytes;
}

void isere_pool_release(isere_pool_t *pool) {
  while (pool->first != NULL) {
    isere_pool_block_t *block = pool->first;
    pool->first = block->next;
    free(block);
  }
  pool->used_bytes = 0;
}
