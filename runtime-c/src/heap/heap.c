/**
 * @file
 * The arena allocator. Blocks lie one behind the other, each knows its length and whether the one before it is free, so
 * that neighbours merge without a search.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/heap.h"

#include <string.h>

#define UNIT_BYTES 8
#define SECOND_LEVEL_BITS 4
/** Below this a second level is one unit wide, and the first level is 0. */
#define LINEAR_BYTES (UNIT_BYTES << SECOND_LEVEL_BITS)
#define LINEAR_BITS 7

enum { FREE = 1, PREVIOUS_FREE = 2, TAGS = 7 };

/**
 * The head of a block. Its span runs from its payload to the payload of the next block and is a multiple of UNIT_BYTES;
 * the last word of it is the next block's tagged_span, the one before, while the block is free, the next block's
 * `previous`.
 */
struct isere_heap_block {
  isere_heap_block_t *previous; /* physically; only there while PREVIOUS_FREE is set */
  size_t tagged_span;
  isere_heap_block_t *next_in_list; /* from here on payload */
  isere_heap_block_t *previous_in_list;
};

#define PAYLOAD_AT offsetof(struct isere_heap_block, next_in_list)
#define MIN_SPAN (sizeof(struct isere_heap_block))

static size_t span_of(const isere_heap_block_t *block) {
  return block->tagged_span & ~(size_t)TAGS;
}

static isere_heap_block_t *after(const isere_heap_block_t *block) {
  return (isere_heap_block_t *)((uintptr_t)block + span_of(block));
}

static void *payload_of(isere_heap_block_t *block) {
  return (uint8_t *)block + PAYLOAD_AT;
}

static isere_heap_block_t *block_of(const void *payload) {
  return (isere_heap_block_t *)((uintptr_t)payload - PAYLOAD_AT);
}

/* --- free lists --------------------------------------------------------------------------------------------- */

/** Where blocks of a span are listed. */
typedef struct {
  uint32_t first;
  uint32_t second;
} place_t;

static place_t place_of(size_t span) {
  uint32_t size = (uint32_t)span;
  if (size < LINEAR_BYTES) return (place_t){0, size / UNIT_BYTES};
  uint32_t top_bit = 31 - (uint32_t)__builtin_clz(size);
  return (place_t){top_bit - LINEAR_BITS + 1, (size >> (top_bit - SECOND_LEVEL_BITS)) & (ISERE_HEAP_SECOND_LEVELS - 1)};
}

/** The first place whose blocks are all large enough for a span. */
static place_t place_to_search(size_t span) {
  if (span < LINEAR_BYTES) return place_of(span);
  uint32_t top_bit = 31 - (uint32_t)__builtin_clz((uint32_t)span);
  return place_of(span + ((size_t)1 << (top_bit - SECOND_LEVEL_BITS)) - 1);
}

static void list(isere_heap_t *heap, isere_heap_block_t *block) {
  place_t at = place_of(span_of(block));
  isere_heap_block_t *head = heap->free_lists[at.first][at.second];
  block->next_in_list = head;
  block->previous_in_list = NULL;
  if (head != NULL) head->previous_in_list = block;
  heap->free_lists[at.first][at.second] = block;
  heap->first_bitmap |= 1u << at.first;
  heap->second_bitmap[at.first] |= 1u << at.second;
}

static void unlist(isere_heap_t *heap, isere_heap_block_t *block) {
  if (block->next_in_list != NULL) block->next_in_list->previous_in_list = block->previous_in_list;
  if (block->previous_in_list != NULL) {
    block->previous_in_list->next_in_list = block->next_in_list;
    return;
  }
  place_t at = place_of(span_of(block));
  heap->free_lists[at.first][at.second] = block->next_in_list;
  if (block->next_in_list != NULL) return;
  heap->second_bitmap[at.first] &= ~(1u << at.second);
  if (heap->second_bitmap[at.first] == 0) heap->first_bitmap &= ~(1u << at.first);
}

static isere_heap_block_t *find(const isere_heap_t *heap, size_t span) {
  place_t at = place_to_search(span);
  if (at.first >= ISERE_HEAP_FIRST_LEVELS) return NULL;
  uint32_t candidates = heap->second_bitmap[at.first] & (~0u << at.second);
  if (candidates == 0) {
    uint32_t levels = heap->first_bitmap & (~0u << (at.first + 1));
    if (levels == 0) return NULL;
    at.first = (uint32_t)__builtin_ctz(levels);
    candidates = heap->second_bitmap[at.first];
  }
  return heap->free_lists[at.first][__builtin_ctz(candidates)];
}

/* --- blocks ------------------------------------------------------------------------------------------------- */

/** Makes a block free, merges it with its free neighbours and lists it. */
static void release(isere_heap_t *heap, isere_heap_block_t *block) {
  size_t span = span_of(block);
  isere_heap_block_t *next = after(block);
  if (next->tagged_span & FREE) {
    unlist(heap, next);
    span += span_of(next);
  }
  if (block->tagged_span & PREVIOUS_FREE) {
    block = block->previous;
    unlist(heap, block);
    span += span_of(block);
  }
  block->tagged_span = span | FREE; /* two free blocks never touch, so the one before is in use */
  next = after(block);
  next->previous = block;
  next->tagged_span |= PREVIOUS_FREE;
  list(heap, block);
}

/** Cuts a used block down to @p span and releases the rest if it can stand alone. */
static void trim(isere_heap_t *heap, isere_heap_block_t *block, size_t span) {
  size_t rest = span_of(block) - span;
  if (rest < MIN_SPAN) return;
  block->tagged_span = span | (block->tagged_span & TAGS);
  isere_heap_block_t *tail = after(block);
  tail->tagged_span = rest;
  release(heap, tail);
}

/** Takes a listed block into use, trimmed to @p span. */
static void take(isere_heap_t *heap, isere_heap_block_t *block, size_t span) {
  unlist(heap, block);
  block->tagged_span &= ~(size_t)FREE;
  after(block)->tagged_span &= ~(size_t)PREVIOUS_FREE;
  trim(heap, block, span);
}

/** Gives the blocks that wait in the quick lists back to the general lists. */
static bool merge_quick_lists(isere_heap_t *heap) {
  bool any = false;
  for (size_t i = 0; i < sizeof(heap->quick_lists) / sizeof(heap->quick_lists[0]); i++) {
    isere_heap_block_t *block = heap->quick_lists[i];
    heap->quick_lists[i] = NULL;
    heap->quick_bytes[i] = 0;
    while (block != NULL) {
      isere_heap_block_t *next = block->next_in_list;
      release(heap, block);
      block = next;
      any = true;
    }
  }
  return any;
}

static void count_use(isere_heap_t *heap, size_t span) {
  heap->used += span;
  if (heap->used > heap->peak) heap->peak = heap->used;
}

static size_t span_for(size_t bytes) {
  size_t span = (bytes + sizeof(size_t) + UNIT_BYTES - 1) & ~(size_t)(UNIT_BYTES - 1);
  return span < MIN_SPAN ? MIN_SPAN : span;
}

/* --- interface ---------------------------------------------------------------------------------------------- */

void isere_heap_init(isere_heap_t *heap, void *arena, size_t bytes) {
  memset(heap, 0, sizeof(*heap));
  heap->start = arena;
  heap->size = bytes;
  /* The last block is empty and never free, so that nothing merges past the end. */
  isere_heap_block_t *first = arena;
  size_t span = (bytes - PAYLOAD_AT) & ~(size_t)(UNIT_BYTES - 1);
  first->tagged_span = span;
  after(first)->tagged_span = 0;
  release(heap, first);
}

/** Takes a block of exactly this span from its quick list, or NULL. */
static isere_heap_block_t *take_quick(isere_heap_t *heap, size_t span) {
  if (span > ISERE_HEAP_QUICK_BYTES) return NULL;
  isere_heap_block_t *block = heap->quick_lists[span / UNIT_BYTES];
  if (block == NULL) return NULL;
  heap->quick_lists[span / UNIT_BYTES] = block->next_in_list;
  heap->quick_bytes[span / UNIT_BYTES] -= (uint16_t)span;
  return block;
}

/**
 * Puts a block into its quick list. Without the bound a size that is freed but never asked for (a buffer that was
 * shrunk) would draw the whole arena into its list.
 */
static bool put_quick(isere_heap_t *heap, isere_heap_block_t *block, size_t span) {
  if (span > ISERE_HEAP_QUICK_BYTES || heap->quick_bytes[span / UNIT_BYTES] + span > ISERE_HEAP_QUICK_LIST_BYTES) {
    return false;
  }
  block->next_in_list = heap->quick_lists[span / UNIT_BYTES];
  heap->quick_lists[span / UNIT_BYTES] = block;
  heap->quick_bytes[span / UNIT_BYTES] += (uint16_t)span;
  return true;
}

void *isere_heap_alloc(isere_heap_t *heap, size_t bytes) {
  if (bytes > heap->size) return NULL;
  size_t span = span_for(bytes);
  isere_heap_block_t *block = take_quick(heap, span);
  if (block == NULL) {
    block = find(heap, span);
    if (block == NULL && merge_quick_lists(heap)) block = find(heap, span);
    if (block == NULL) return NULL;
    take(heap, block, span);
  }
  count_use(heap, span_of(block));
  return payload_of(block);
}

void isere_heap_free(isere_heap_t *heap, void *ptr) {
  if (ptr == NULL) return;
  isere_heap_block_t *block = block_of(ptr);
  size_t span = span_of(block);
  heap->used -= span;
  if (!put_quick(heap, block, span)) release(heap, block);
}

/** Lets a used block grow into a free neighbour behind it; false when that does not suffice. */
static bool grow_in_place(isere_heap_t *heap, isere_heap_block_t *block, size_t span) {
  isere_heap_block_t *next = after(block);
  size_t old_span = span_of(block);
  if (!(next->tagged_span & FREE) || old_span + span_of(next) < span) return false;
  unlist(heap, next);
  block->tagged_span += span_of(next);
  after(block)->tagged_span &= ~(size_t)PREVIOUS_FREE;
  trim(heap, block, span);
  count_use(heap, span_of(block) - old_span);
  return true;
}

void *isere_heap_realloc(isere_heap_t *heap, void *ptr, size_t bytes) {
  if (ptr == NULL) return isere_heap_alloc(heap, bytes);
  if (bytes > heap->size) return NULL;
  isere_heap_block_t *block = block_of(ptr);
  size_t span = span_for(bytes);
  size_t old_span = span_of(block);
  if (span <= old_span) {
    trim(heap, block, span);
    heap->used -= old_span - span_of(block);
    return ptr;
  }
  if (grow_in_place(heap, block, span)) return ptr;
  void *moved = isere_heap_alloc(heap, bytes);
  /* To find room the quick lists were merged, and what lay behind the block may have been in one. */
  if (moved == NULL) return grow_in_place(heap, block, span) ? ptr : NULL;
  memcpy(moved, ptr, old_span - sizeof(size_t));
  isere_heap_free(heap, ptr);
  return moved;
}

size_t isere_heap_usable_size(const void *ptr) {
  return ptr == NULL ? 0 : span_of(block_of(ptr)) - sizeof(size_t);
}

size_t isere_heap_largest_free(const isere_heap_t *heap) {
  if (heap->first_bitmap == 0) return 0;
  uint32_t first = 31 - (uint32_t)__builtin_clz(heap->first_bitmap);
  uint32_t second = 31 - (uint32_t)__builtin_clz(heap->second_bitmap[first]);
  size_t largest = 0;
  for (const isere_heap_block_t *b = heap->free_lists[first][second]; b != NULL; b = b->next_in_list) {
    if (span_of(b) > largest) largest = span_of(b);
  }
  return largest - sizeof(size_t);
}

static bool listed(const isere_heap_t *heap, const isere_heap_block_t *block) {
  place_t at = place_of(span_of(block));
  bool flagged = (heap->first_bitmap >> at.first & 1) != 0 && (heap->second_bitmap[at.first] >> at.second & 1) != 0;
  const isere_heap_block_t *b = heap->free_lists[at.first][at.second];
  while (b != NULL && b != block)
    b = b->next_in_list;
  return flagged && b == block;
}

bool isere_heap_check(const isere_heap_t *heap) {
  size_t quick = 0;
  for (size_t i = 0; i < sizeof(heap->quick_lists) / sizeof(heap->quick_lists[0]); i++) {
    for (const isere_heap_block_t *b = heap->quick_lists[i]; b != NULL; b = b->next_in_list) {
      if (span_of(b) != i * UNIT_BYTES || (b->tagged_span & FREE)) return false;
      quick += span_of(b);
    }
  }
  size_t used = 0, total = PAYLOAD_AT;
  bool previous_free = false;
  const isere_heap_block_t *block = (const isere_heap_block_t *)heap->start;
  for (; span_of(block) != 0; block = after(block)) {
    bool is_free = (block->tagged_span & FREE) != 0;
    if (((block->tagged_span & PREVIOUS_FREE) != 0) != previous_free) return false;
    if (is_free && (previous_free || after(block)->previous != block || !listed(heap, block))) return false;
    if (!is_free) used += span_of(block);
    total += span_of(block);
    previous_free = is_free;
  }
  return used == heap->used + quick && total <= heap->size && heap->size - total < UNIT_BYTES;
}
