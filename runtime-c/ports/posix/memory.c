/**
 * @file
 * Memory that lives as long as the process.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sys/mman.h>
#include <unistd.h>

#include "isere/port.h"

#if !defined(MAP_ANONYMOUS)
#define MAP_ANONYMOUS MAP_ANON
#endif

void *isere_port_reserve(size_t bytes) {
  if (bytes == 0) bytes = 1;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS;
#if defined(MAP_NORESERVE)
  flags |= MAP_NORESERVE;
#endif
  void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (start == MAP_FAILED) return NULL;
#if defined(MADV_NOHUGEPAGE)
  /* A huge page makes 2 MB resident where one buffer is touched. */
  (void)madvise(start, bytes, MADV_NOHUGEPAGE);
#endif
  return start;
}

void isere_port_discard(void *start, size_t bytes) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t first = ((uintptr_t)start + page - 1) / page * page;
  uintptr_t end = ((uintptr_t)start + bytes) / page * page;
  if (first >= end) return;
#if defined(__linux__)
  (void)madvise((void *)first, end - first, MADV_DONTNEED);
#else
  (void)madvise((void *)first, end - first, MADV_FREE);
#endif
}
