/**
 * @file
 * What QuickJS's Atomics ask of POSIX threads, for a platform that has one thread and no pthread.h.
 *
 * Atomics stays a global everywhere, so that a function finds the same things on every port. Nothing here is ever
 * waited for: Atomics.wait throws, for the runtime does not allow its one thread to block (JS_SetCanBlock).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_SINGLE_THREAD_PTHREAD_H
#define ISERE_SINGLE_THREAD_PTHREAD_H

#include <time.h>

typedef int isere_no_mutex_t;
typedef int isere_no_condition_t;

#define pthread_mutex_t isere_no_mutex_t
#define pthread_cond_t isere_no_condition_t
#undef PTHREAD_MUTEX_INITIALIZER
#define PTHREAD_MUTEX_INITIALIZER 0

#define pthread_mutex_lock(mutex) ((void)(mutex), 0)
#define pthread_mutex_unlock(mutex) ((void)(mutex), 0)
#define pthread_cond_init(condition, attributes) ((void)(condition), 0)
#define pthread_cond_destroy(condition) ((void)(condition), 0)
#define pthread_cond_signal(condition) ((void)(condition), 0)
#define pthread_cond_wait(condition, mutex) ((void)(condition), (void)(mutex), 0)
#define pthread_cond_timedwait(condition, mutex, until) ((void)(condition), (void)(mutex), (void)(until), 0)
#define clock_gettime(clock, out) ((void)(out), 0)
#ifndef CLOCK_REALTIME
#define CLOCK_REALTIME 0
#endif

#endif
