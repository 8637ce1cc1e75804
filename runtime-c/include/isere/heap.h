/**
 * @file
 * The allocator under the JavaScript engine: one arena of fixed size, constant time, discarded whole.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_HEAP_H
#define ISERE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Two-level segregated fit (Masmano et al., ECRTS 2004): classes by power of two, 2^4 steps in each. */
#define ISERE_HEAP_SECOND_LEVELS 16
/** Enough first levels for an arena of 2^32 bytes. */
#define ISERE_HEAP_FIRST_LEVELS 26

typedef struct isere_heap_block isere_heap_block_t;

/** An arena. All fields are private. */
typedef struct {
  uint8_t *start;
  size_t size;
  size_t used;
  size_t peak;
  uint32_t first_bitmap;
  uint32_t second_bitmap[ISERE_HEAP_FIRST_LEVELS];
  isere_heap_block_t *free_lists[ISERE_HEAP_FIRST_LEVELS][ISERE_HEAP_SECOND_LEVELS];
} isere_heap_t;

/** Makes one free block of @p arena (aligned to 16 bytes). Called again, it forgets everything that was allocated. */
void isere_heap_init(isere_heap_t *heap, void *arena, size_t bytes);

/** @return @p bytes of memory aligned to 8 bytes (16 on 64-bit machines), or NULL; 0 bytes give a block of the smallest size */
void *isere_heap_alloc(isere_heap_t *heap, size_t bytes);

/** Gives back a block; NULL is ignored. */
void isere_heap_free(isere_heap_t *heap, void *ptr);

/** Resizes a block, in place where it can; NULL allocates. On failure NULL, and the old block is kept. */
void *isere_heap_realloc(isere_heap_t *heap, void *ptr, size_t bytes);

/** How many bytes the block at @p ptr really has. */
size_t isere_heap_usable_size(const void *ptr);

/** The largest allocation that would succeed now, bytes. Walks one free list. */
size_t isere_heap_largest_free(const isere_heap_t *heap);

/** Walks the whole arena and checks every invariant; for tests. */
bool isere_heap_check(const isere_heap_t *heap);

#ifdef __cplusplus
}
#endif
#endif
