/**
 * @file
 * What a test may ask of the heap of heap_over_malloc.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_HEAP_OVER_MALLOC_H
#define ISERE_HEAP_OVER_MALLOC_H

/** The allocation with this number from now on fails, and it alone; 0: none. It is 0 again once one has failed. */
extern long heap_fails_in;

#endif
