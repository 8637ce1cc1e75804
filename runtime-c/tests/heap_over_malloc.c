/**
 * @file
 * The interface of heap.h over malloc: sanitizer builds use it instead of src/heap, so that AddressSanitizer sees every
 * block that the engine takes and gives back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "heap_over_malloc.h"
#include "isere/heap.h"

long heap_fails_in;

/** Stands before each block; 32 bytes, so that what follows is aligned. */
typedef struct header {
  struct header *next;
  struct header *previous;
  size_t bytes;
  isere_heap_t *heap;
} header_t;

/** All blocks of all heaps. Global, so that the leak checker sees what an arena would have held as reachable. */
static header_t blocks = {&blocks, &blocks, 0, NULL};

static header_t *header_of(const void *ptr) {
  return (header_t *)((uintptr_t)ptr - sizeof(header_t));
}

static void drop(header_t *header) {
  header->next->previous = header->previous;
  header->previous->next = header->next;
  header->heap->used -= header->bytes;
  free(header);
}

void isere_heap_init(isere_heap_t *heap, void *arena, size_t bytes) {
  for (header_t *h = blocks.next; h != &blocks;) {
    header_t *next = h->next;
    if (h->heap == heap) drop(h);
    h = next;
  }
  memset(heap, 0, sizeof(*heap));
  heap->start = arena;
  heap->size = bytes;
}

void *isere_heap_alloc(isere_heap_t *heap, size_t bytes) {
  if (bytes > heap->size || heap->used + bytes > heap->size) return NULL;
  if (heap_fails_in > 0 && --heap_fails_in == 0) return NULL;
  header_t *header = malloc(sizeof(*header) + bytes);
  if (header == NULL) return NULL;
  *header = (header_t){blocks.next, &blocks, bytes, heap};
  blocks.next->previous = header;
  blocks.next = header;
  heap->used += bytes;
  if (heap->used > heap->peak) heap->peak = heap->used;
  return header + 1;
}

void isere_heap_free(isere_heap_t *heap, void *ptr) {
  (void)heap;
  if (ptr != NULL) drop(header_of(ptr));
}

void *isere_heap_realloc(isere_heap_t *heap, void *ptr, size_t bytes) {
  void *moved = isere_heap_alloc(heap, bytes);
  if (moved == NULL || ptr == NULL) return moved;
  size_t kept = header_of(ptr)->bytes;
  memcpy(moved, ptr, kept < bytes ? kept : bytes);
  drop(header_of(ptr));
  return moved;
}

size_t isere_heap_usable_size(const void *ptr) {
  return ptr == NULL ? 0 : header_of(ptr)->bytes;
}

size_t isere_heap_largest_free(const isere_heap_t *heap) {
  return heap->size - heap->used;
}

bool isere_heap_check(const isere_heap_t *heap) {
  size_t used = 0;
  for (const header_t *h = blocks.next; h != &blocks; h = h->next)
    used += h->heap == heap ? h->bytes : 0;
  return used == heap->used;
}
