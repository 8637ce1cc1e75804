/**
 * @file
 * The sockets of the C tests: clients in memory, whose every byte and every end is in the test's hand.
 *
 * A receive leaves what it did not fill of its buffer poisoned under AddressSanitizer, so that reading a byte that
 * never came is a fault.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_FAKE_SOCKETS_H
#define ISERE_FAKE_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How many clients there can be between two resets. */
#define FAKE_MAX_CLIENTS 4096

/** Forgets all sockets. */
void fake_sockets_reset(void);

/** A client connects; it waits to be accepted. Returns its number. */
int fake_connect(void);
/** The client sends bytes. */
void fake_send(int client, const void *bytes, size_t len);
/** The client ends its sending side (FIN). */
void fake_finish(int client);
/** The client is gone (RST). */
void fake_abort(int client);
/** The client takes at most @p bytes more of what the server sends; SIZE_MAX: all. */
void fake_take_at_most(int client, size_t bytes);

/** What the server has sent, NUL-terminated. */
const char *fake_output(int client, size_t *len);
/** Forgets what the server has sent. */
void fake_clear_output(int client);
/** Set: the platform ends both directions of a connection at once. */
extern bool fake_knows_no_half;
/** The server has ended its sending side. */
bool fake_is_finished(int client);
/** The server has closed the socket. */
bool fake_is_closed(int client);
/** Bytes that the server has not received yet. */
size_t fake_unread(int client);

/** The next accepts fail with this error; 0 ends it. */
extern int fake_accept_error;
/** The server listens. */
bool fake_is_listening(void);
/** The last wait found nothing to report. */
extern bool fake_is_idle;
/** A wait that finds nothing moves the clock to its end; false: the clock stands still. The default is true. */
extern bool fake_moves_time;
/** Calls since the reset. */
extern unsigned fake_receives, fake_sends, fake_watches, fake_waits;

#endif
