/**
 * @file
 * The few words of POSIX threads that the engine uses, for a program with one engine on one thread. Atomics.wait would
 * need the rest, and the engine refuses it on a thread that may not block; this one may not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_PORTS_ZEPHYR_PTHREAD_H
#define ISERE_PORTS_ZEPHYR_PTHREAD_H

#include <errno.h>
#include <time.h>

typedef int isere_pthread_none_t;
#define pthread_mutex_t isere_pthread_none_t
#define pthread_cond_t isere_pthread_none_t
#undef PTHREAD_MUTEX_INITIALIZER
#define PTHREAD_MUTEX_INITIALIZER 0
#define pthread_mutex_lock(mutex) ((void)(mutex), 0)
#define pthread_mutex_unlock(mutex) ((void)(mutex), 0)
#define pthread_cond_init(cond, attributes) ((void)(cond), 0)
#define pthread_cond_wait(cond, mutex) ((void)(cond), (void)(mutex), 0)
#define pthread_cond_timedwait(cond, mutex, until) ((void)(cond), (void)(mutex), (void)(until), ETIMEDOUT)
#define pthread_cond_signal(cond) ((void)(cond), 0)
#define pthread_cond_destroy(cond) ((void)(cond), 0)

#endif
