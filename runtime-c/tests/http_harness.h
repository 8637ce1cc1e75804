/**
 * @file
 * A server with a handler that does what the path says, for the tests of src/http.
 *
 * | path | answer |
 * |---|---|
 * | /echo | "METHOD PATH QUERY BODY" |
 * | /held?N | N bytes, sent from where they lie; counted when released |
 * | /later | none, until harness_answer_next |
 * | /status?N | status N with a body of three bytes |
 * | /fields?N | a field with a value of N bytes |
 * | /host | the value of Host |
 * | /own | "hello", with fields that are the server's business |
 * | others | "hello" |
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_HTTP_HARNESS_H
#define ISERE_HTTP_HARNESS_H

#include "fake_port.h"
#include "fake_sockets.h"
#include "http/internal.h"

extern isere_http_t *http;
extern isere_loop_t loop;
/** Options for the next harness_begin: those of tests/http, unless a test changes them. */
extern isere_options_t harness_options;
/** Bodies of /held that were given out, and that were released. */
extern int harness_held, harness_released;
/** The most requests that were in the handler at once on one connection; has to stay 1. */
extern int harness_nested;

/** Sets the options back. */
void harness_default_options(void);
/** Starts a server on a fresh port. */
void harness_begin(void);
/** Turns the loop until nothing is ready; the clock stands still. False when it never gets quiet. */
bool harness_settle(void);
/** Moves the clock and settles. */
void harness_pass_ms(int64_t ms);
/** So many bytes of a body, all 'b', fill a receive buffer of harness_default_options(). */
enum { HARNESS_UPLOAD_BYTES = 1300 };
/** A client that has connected and sent a text. */
int harness_client(const char *text);
/** A client that has sent the head of an upload and so much of its body that the receive buffer is full. */
int harness_upload(const char *head);
/** Sends a text and settles. */
void harness_say(int client, const char *text);
/** Answers the oldest request of /later with its query. False when there is none. */
bool harness_answer_next(void);
/** How many requests of /later wait. */
int harness_waiting(void);
/** The statuses of all responses that a client got, such as "200 200 400"; "garbage" when they cannot be parsed. */
const char *harness_statuses(int client);
/** The body of the last response. */
const char *harness_last_body(int client);
/** NULL, or what a server without connections has not given back. */
const char *harness_leak(void);

#endif
