/**
 * @file
 * The allocator under the JavaScript engine: one arena of fixed size, discarded whole.
 *
 * Allocation and release take constant time, but for one case: when no block is large enough, the small blocks that
 * wait in the quick lists are merged first, which takes time in proportion to their number.
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

/**
 * Blocks of up to this many bytes, header included, go to a list of their own size when they are freed and come back
 * from it untouched: most of what the engine asks for is small and short-lived.
 */
#define ISERE_HEAP_QUICK_BYTES 256
/** A list of one size holds this many bytes at most; beyond that blocks merge with their neighbours at once. */
#define ISERE_HEAP_QUICK_LIST_BYTES 2048
/** Everything else is two-level segregated fit (Masmano et al., ECRTS 2004): powers of two, 16 steps in each. */
#define ISERE_HEAP_SECOND_LEVELS 16
/** Enough first levels for a block of 2^32 - 1 bytes. */
#define ISERE_HEAP_FIRST_LEVELS 26

typedef struct isere_heap_block isere_heap_block_t;

/** An arena. All fields are private. */
typedef struct {
  uint8_t *start;
  size_t size;
  size_t used;
  size_t peak;
  isere_heap_block_t *quick_lists[ISERE_HEAP_QUICK_BYTES / 8 + 1];
  uint16_t quick_bytes[ISERE_HEAP_QUICK_BYTES / 8 + 1];
  uint32_t first_bitmap;
  uint32_t second_bitmap[ISERE_HEAP_FIRST_LEVELS];
  isere_heap_block_t *free_lists[ISERE_HEAP_FIRST_LEVELS][ISERE_HEAP_SECOND_LEVELS];
} isere_heap_t;

/** Makes one free block of @p arena (aligned to 16 bytes). Called again, it forgets everything that was allocated. */
void isere_heap_init(isere_heap_t *heap, void *arena, size_t bytes);

/** @return at least @p bytes of memory, aligned to 8 bytes, or NULL; 0 bytes give a block of the smallest size */
void *isere_heap_alloc(isere_heap_t *heap, size_t bytes);

/** Gives back a block; NULL is ignored. */
void isere_heap_free(isere_heap_t *heap, void *ptr);

/** Resizes a block, in place where it can; NULL allocates. On failure NULL, and the old block is kept. */
void *isere_heap_realloc(isere_heap_t *heap, void *ptr, size_t bytes);

/** How many bytes the block at @p ptr really has. */
size_t isere_heap_usable_size(const void *ptr);

/** The largest block that lies free in one piece, bytes. Walks one free list. */
size_t isere_heap_largest_free(const isere_heap_t *heap);

/** Walks the whole arena and checks every invariant; for tests. */
bool isere_heap_check(const isere_heap_t *heap);

#ifdef __cplusplus
}
#endif
#endif
