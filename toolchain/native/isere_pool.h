/**
 * @file
 * The memory under one compilation: counted, limited, and given back whole.
 *
 * An engine that ran out of memory cannot be taken apart safely, and the paths of its compiler that would handle a
 * failed allocation are hardly ever walked. So an allocation here never fails: when the limit is reached the pool
 * leaves the compilation altogether (longjmp), and the owner frees every block at once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_POOL_H
#define ISERE_POOL_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

/** Why a pool left its compilation. */
enum {
  ISERE_POOL_LIMIT = 1, /**< more than limit_bytes were wanted */
  ISERE_POOL_MACHINE,   /**< the machine has no more memory */
  ISERE_POOL_TIME,      /**< the deadline has passed */
};

typedef struct isere_pool_block isere_pool_block_t;

/** A pool of blocks. Belongs to one thread. Set all fields of the first group, and zero the rest. */
typedef struct {
  size_t limit_bytes;
  uint64_t deadline_us; /**< on isere_pool_now_us's clock; 0: none */
  jmp_buf leave;        /**< where to go, with one of the reasons as its value */

  size_t used_bytes;
  uint32_t calls;
  isere_pool_block_t *first;
} isere_pool_t;

/** A block of @p bytes; never NULL. */
void *isere_pool_alloc(isere_pool_t *pool, size_t bytes);

/** Resizes a block; NULL allocates; never NULL. */
void *isere_pool_realloc(isere_pool_t *pool, void *ptr, size_t bytes);

/** Gives one block back; NULL is ignored. */
void isere_pool_free(isere_pool_t *pool, void *ptr);

/** How many bytes the block at @p ptr has; 0 for NULL. */
size_t isere_pool_size(const void *ptr);

/** Leaves when the deadline has passed. */
void isere_pool_check_time(isere_pool_t *pool);

/** Frees every block. */
void isere_pool_release(isere_pool_t *pool);

/** Microseconds of a monotonic clock. */
uint64_t isere_pool_now_us(void);

#endif
