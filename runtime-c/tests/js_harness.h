/**
 * @file
 * What the tests of src/js share: a function from source text, calls, and the last answer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_JS_HARNESS_H
#define ISERE_JS_HARNESS_H

#include "fake_port.h"
#include "isere/js.h"
#include "isere/options.h"

/** The answer to a call. */
typedef struct {
  int count;          /* answers since the last request */
  uint16_t status;    /* 0: none yet */
  bool failed;        /* it came by host->fail */
  char headers[4096]; /* "name: value\n" each */
  char body[65536];   /* NUL behind it */
  size_t body_len;
  const void *body_at; /* where the body lay */
  char request_id[ISERE_REQUEST_ID_BYTES];
  void *token;
} answer_t;

extern answer_t answer;
extern isere_js_t *js;
extern isere_loop_t loop;
/** Bodies are not released at once but kept, at most 16; js_release_bodies ends that. */
extern bool keep_bodies;

/** Forgets everything and fills in the options; tests change them before js_load. */
isere_options_t *js_start(void);
/** Loads a module from source text. */
int js_load(const char *source);
/** The same with a table of environment variables (section ENVV). */
int js_load_image(const char *source, isere_str_t environment, isere_str_t limits);
/** Loads `export const handler = EXPRESSION`. */
int js_handler(const char *expression);

/** Calls with a request; fills `answer`. Returns what isere_js_call did. */
int js_call(const isere_request_t *request);
/** GET of a target. */
int js_get(const char *target);
/** POST of a body. */
int js_post(const void *body, size_t len);
/** Loads a handler of this expression as its body and calls it once: its answer as "STATUS BODY", or the error code. */
const char *js_answer_of(const char *expression);
/** Turns the loop until it has nothing to wait for, at most 10,000 times. */
void js_run(void);
void js_release_bodies(void);
/** Ends with the leak check: true when nothing is left. */
bool js_finish(void);
/** True when the log holds this text. */
bool logged(const char *text);
/** How often the log holds this text. */
int log_count(const char *text);

#endif
