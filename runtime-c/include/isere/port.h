/**
 * @file
 * The only door from the runtime to a platform. A port implements this file and nothing else.
 *
 * Unless it says otherwise a function returns 0 or more for success and an ISERE_E... code for failure, and is called
 * from the runtime's one thread. Times are microseconds (us) unless a name says otherwise.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_PORT_H
#define ISERE_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "isere/error.h"
#include "isere/log.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- clocks ------------------------------------------------------------------------------------------------- */

/** The monotonic clock: us since an arbitrary start; never goes back. Cheap: called for every event. */
int64_t isere_port_now_us(void);

/**
 * The wall clock: ms since 1970-01-01T00:00:00Z.
 *
 * @return 0, or ISERE_ENOCLOCK while nobody has set it (a board without a battery)
 */
int isere_port_wall_clock_ms(int64_t *out);

/* --- being watched ------------------------------------------------------------------------------------------ */

/**
 * A sign of life, for a watchdog if there is one: given while JavaScript runs. Waiting in isere_port_poll_wait is no
 * silence. Cheap: called some thousand times a second.
 */
void isere_port_alive(void);

/* --- entropy ------------------------------------------------------------------------------------------------ */

/** Fills @p out with @p len bytes of cryptographic quality, or returns ISERE_EIO. */
int isere_port_entropy(void *out, size_t len);

/* --- memory ------------------------------------------------------------------------------------------------- */

/**
 * Hands out zeroed memory that lives as long as the process, aligned to 16 bytes. Called at start-up only.
 *
 * On a platform with virtual memory the pages are not resident until they are touched.
 *
 * @return NULL when there is no more
 */
void *isere_port_reserve(size_t bytes);

/** Tells the platform that the content of reserved memory is no longer wanted (it may read as zero, or as it was). */
void isere_port_discard(void *start, size_t bytes);

/* --- log ---------------------------------------------------------------------------------------------------- */

/**
 * Writes one record to wherever logs go. Must not block for long and must not call back into the runtime.
 *
 * @param request_id  NUL-terminated, or NULL when the record belongs to no request
 * @param text  UTF-8, may hold line feeds (a stack trace), no trailing one; not NUL-terminated
 */
void isere_port_log(isere_log_level_t level, const char *request_id, const char *text, size_t len);

/* --- sockets ------------------------------------------------------------------------------------------------ */

/** A listening or connected stream socket. Never blocks. Negative: none. */
typedef int32_t isere_socket_t;

/** No socket. */
#define ISERE_NO_SOCKET ((isere_socket_t) - 1)

/**
 * Listens on @p host (a numeric IPv4 or IPv6 address) and @p port.
 *
 * @param port  0 lets the platform choose
 * @param bound_port  receives the port in use
 * @return the socket, ISERE_EADDRINUSE, ISERE_EACCES (a privileged port), ISERE_EINVAL (not an address of this host)
 *         or ISERE_EIO
 */
isere_socket_t isere_port_listen(const char *host, uint16_t port, uint16_t *bound_port);

/** Takes a waiting connection: its socket, ISERE_EAGAIN, or ISERE_ENOMEM when the platform has no descriptor left. */
isere_socket_t isere_port_accept(isere_socket_t listener);

/** Receives up to @p len bytes: their number (above 0), 0 at the peer's end of stream, ISERE_EAGAIN, ISERE_ECLOSED. */
ptrdiff_t isere_port_receive(isere_socket_t socket, void *out, size_t len);

/** A piece of what to send. */
typedef struct {
  const void *ptr;
  size_t len;
} isere_port_piece_t;

/** Sends the pieces in order: the number of bytes taken (may be fewer), ISERE_EAGAIN, ISERE_ECLOSED. At most 4 pieces.
 */
ptrdiff_t isere_port_send(isere_socket_t socket, const isere_port_piece_t *pieces, size_t count);

/**
 * Ends the sending side (TCP FIN) and leaves the receiving one open.
 *
 * @return ISERE_OK, or ISERE_EIO: not before the socket is closed, for the platform knows no half of a connection
 */
int isere_port_shutdown(isere_socket_t socket);

/** Closes and forgets a socket, watched or not. */
void isere_port_close(isere_socket_t socket);

/* --- waiting ------------------------------------------------------------------------------------------------ */

/** What a socket is watched for, and what happened to it. */
enum {
  ISERE_PORT_READ = 1,   /**< bytes, a connection to accept, or an end can be taken */
  ISERE_PORT_WRITE = 2,  /**< bytes can be given */
  ISERE_PORT_HANGUP = 4, /**< reported only: the connection failed or both sides are closed */
};

/** One thing that happened. */
typedef struct {
  void *user;
  uint32_t events;
} isere_port_event_t;

/** Makes ready to watch up to @p max_sockets sockets. Called once. */
int isere_port_poll_open(uint32_t max_sockets);

/**
 * Watches @p socket for @p events (level-triggered), or changes what it is watched for. 0 keeps it known but quiet
 * (a hang-up may still be reported).
 */
int isere_port_poll_watch(isere_socket_t socket, uint32_t events, void *user);

/** Forgets @p socket. Closing does it too. */
void isere_port_poll_forget(isere_socket_t socket);

/**
 * Waits until something happens, @p timeout_us has passed (negative: no limit) or isere_port_poll_wake was called.
 *
 * @return the number of events written to @p out, at most @p max
 */
int isere_port_poll_wait(isere_port_event_t *out, uint32_t max, int64_t timeout_us);

/** Ends the wait that is going on, or else the next one. May be called from a signal handler or another thread. */
void isere_port_poll_wake(void);

#ifdef __cplusplus
}
#endif
#endif
