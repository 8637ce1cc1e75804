/**
 * @file
 * The arena allocator: its promises one by one, then long random sequences with every invariant checked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/heap.h"
#include "isere_test.h"

#define ARENA_BYTES (256 * 1024)

static _Alignas(16) uint8_t arena[ARENA_BYTES];
static isere_heap_t heap;

static void fresh(void) {
  isere_heap_init(&heap, arena, sizeof(arena));
}

static void gives_aligned_blocks_of_at_least_what_was_asked(void) {
  fresh();
  for (size_t bytes = 0; bytes < 600; bytes++) {
    void *p = isere_heap_alloc(&heap, bytes);
    CHECK(p != NULL);
    CHECK((uintptr_t)p % 8 == 0);
    CHECK(isere_heap_usable_size(p) >= bytes);
    CHECK(isere_heap_usable_size(p) < bytes + 40);
    memset(p, 0xa5, isere_heap_usable_size(p));
  }
  CHECK(isere_heap_check(&heap));
}

static void merges_small_blocks_when_a_large_one_is_wanted(void) {
  static void *blocks[ARENA_BYTES / 64];
  fresh();
  size_t whole = isere_heap_largest_free(&heap);
  size_t count = 0;
  while ((blocks[count] = isere_heap_alloc(&heap, 100 + count % 50)) != NULL)
    count++;
  for (size_t i = 0; i < count; i += 2)
    isere_heap_free(&heap, blocks[i]);
  for (size_t i = 1; i < count; i += 2)
    isere_heap_free(&heap, blocks[i]);
  CHECK_INT(heap.used, 0);
  CHECK(isere_heap_check(&heap));
  /* Segregated fit rounds a request up by 1/16 at most. */
  void *almost_all = isere_heap_alloc(&heap, whole - whole / 16);
  CHECK(almost_all != NULL);
  isere_heap_free(&heap, almost_all);
  CHECK_INT(isere_heap_largest_free(&heap), whole);
}

static void fails_when_full_and_keeps_what_there_is(void) {
  fresh();
  size_t count = 0;
  uint8_t *last = NULL;
  for (uint8_t *p; (p = isere_heap_alloc(&heap, 1000)) != NULL; last = p, count++)
    memset(p, (int)(count & 0xff), 1000);
  CHECK(count > ARENA_BYTES / 1000 * 9 / 10);
  CHECK(isere_heap_realloc(&heap, last, 5000) == NULL);
  CHECK_INT(last[999], (int)((count - 1) & 0xff));
  CHECK(isere_heap_check(&heap));
}

static void refuses_sizes_beyond_the_arena(void) {
  fresh();
  CHECK(isere_heap_alloc(&heap, ARENA_BYTES + 1) == NULL);
  CHECK(isere_heap_alloc(&heap, SIZE_MAX) == NULL);
  CHECK(isere_heap_alloc(&heap, SIZE_MAX - 7) == NULL);
  void *p = isere_heap_alloc(&heap, 10);
  CHECK(isere_heap_realloc(&heap, p, SIZE_MAX) == NULL);
  CHECK(isere_heap_check(&heap));
}

static void grows_and_shrinks_in_place_where_it_can(void) {
  fresh();
  uint8_t *p = isere_heap_alloc(&heap, 1000);
  memset(p, 7, 1000);
  CHECK(isere_heap_realloc(&heap, p, 20000) == p);
  CHECK(isere_heap_realloc(&heap, p, 300) == p);
  CHECK(isere_heap_usable_size(p) < 340);
  CHECK_INT(p[299], 7);
  void *wall = isere_heap_alloc(&heap, 300);
  uint8_t *moved = isere_heap_realloc(&heap, p, 40000);
  CHECK(moved != NULL && moved != p);
  CHECK_INT(moved[0], 7);
  CHECK_INT(moved[299], 7);
  isere_heap_free(&heap, moved);
  isere_heap_free(&heap, wall);
  CHECK_INT(heap.used, 0);
  CHECK(isere_heap_check(&heap));
}

/** A small block that was freed is not listed as free at once, and still must not be in the way of the one before it.
 */
static void grows_into_a_small_block_when_nothing_else_is_left(void) {
  fresh();
  uint8_t *p = isere_heap_alloc(&heap, 1000);
  void *behind = isere_heap_alloc(&heap, 100);
  memset(p, 7, 1000);
  while (isere_heap_alloc(&heap, 100) != NULL) {
  }
  while (isere_heap_alloc(&heap, 1) != NULL) {
  }
  CHECK(isere_heap_realloc(&heap, p, 1080) == NULL);
  isere_heap_free(&heap, behind);
  size_t used = heap.used;
  CHECK(isere_heap_realloc(&heap, p, 1080) == p);
  CHECK_INT(heap.used, used + 80);
  CHECK_INT(p[999], 7);
  CHECK(isere_heap_check(&heap));
}

static void remembers_its_peak(void) {
  fresh();
  void *p = isere_heap_alloc(&heap, 50000);
  size_t peak = heap.used;
  isere_heap_free(&heap, p);
  CHECK_INT(heap.used, 0);
  CHECK_INT(heap.peak, peak);
}

static size_t extent(void) {
  size_t end = 0;
  for (size_t at = 0; at < sizeof(arena); at++)
    end = arena[at] == 0xee ? end : at;
  return end;
}

/** A size that is freed but never asked for must not draw the arena into its quick list. */
static void shrunken_blocks_do_not_spread_over_the_arena(void) {
  memset(arena, 0xee, sizeof(arena));
  fresh();
  for (int i = 0; i < 10000; i++) {
    uint8_t *p = isere_heap_alloc(&heap, 400);
    p = isere_heap_realloc(&heap, p, 100);
    isere_heap_free(&heap, p);
  }
  memset(arena + sizeof(arena) - 64, 0xee, 64); /* the block at the end, which is always there */
  CHECK(extent() < 16384);
}

static void init_forgets_everything(void) {
  fresh();
  while (isere_heap_alloc(&heap, 5000) != NULL) {
  }
  fresh();
  CHECK_INT(heap.used, 0);
  CHECK(isere_heap_largest_free(&heap) > ARENA_BYTES - 64);
}

/** xorshift32: the same sequence on every machine. */
static uint32_t random_state;

static uint32_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

#define SLOTS 400

static struct {
  uint8_t *ptr;
  size_t len;
  uint8_t fill;
} slots[SLOTS];

static bool content_is_whole(int i) {
  for (size_t at = 0; at < slots[i].len; at++) {
    if (slots[i].ptr[at] != slots[i].fill) return false;
  }
  return true;
}

/** Mostly small, sometimes large: what an engine asks for. */
static size_t random_size(void) {
  uint32_t r = next_random();
  if (r % 50 == 0) return next_random() % 20000;
  return r % 10 == 0 ? next_random() % 2000 : next_random() % 120;
}

static bool random_step(void) {
  int i = (int)(next_random() % SLOTS);
  if (slots[i].ptr != NULL && !content_is_whole(i)) return false;
  uint32_t action = next_random() % 4;
  if (action == 0 || slots[i].ptr == NULL) {
    size_t len = random_size();
    uint8_t *p = isere_heap_realloc(&heap, slots[i].ptr, len);
    if (p == NULL) return true;
    size_t kept = slots[i].ptr == NULL ? 0 : slots[i].len < len ? slots[i].len : len;
    for (size_t at = 0; at < kept; at++) {
      if (p[at] != slots[i].fill) return false;
    }
    slots[i].ptr = p;
    slots[i].len = len;
    slots[i].fill = (uint8_t)next_random();
    memset(p, slots[i].fill, len);
  } else {
    isere_heap_free(&heap, slots[i].ptr);
    slots[i].ptr = NULL;
  }
  return true;
}

static void survives_random_sequences(void) {
  for (uint32_t seed = 1; seed <= 20; seed++) {
    fresh();
    memset(slots, 0, sizeof(slots));
    random_state = seed * 2654435761u;
    for (int step = 0; step < 20000; step++) {
      if (!random_step()) FAIL("content changed: seed %u, step %d", seed, step);
      if (step % 1000 == 0 && !isere_heap_check(&heap)) FAIL("invariant broken: seed %u, step %d", seed, step);
    }
    for (int i = 0; i < SLOTS; i++)
      isere_heap_free(&heap, slots[i].ptr);
    CHECK_INT(heap.used, 0);
    CHECK(isere_heap_check(&heap));
  }
}

int main(void) {
  RUN(gives_aligned_blocks_of_at_least_what_was_asked);
  RUN(merges_small_blocks_when_a_large_one_is_wanted);
  RUN(fails_when_full_and_keeps_what_there_is);
  RUN(refuses_sizes_beyond_the_arena);
  RUN(grows_and_shrinks_in_place_where_it_can);
  RUN(grows_into_a_small_block_when_nothing_else_is_left);
  RUN(remembers_its_peak);
  RUN(shrunken_blocks_do_not_spread_over_the_arena);
  RUN(init_forgets_everything);
  RUN(survives_random_sequences);
  return isere_test_finish();
}
