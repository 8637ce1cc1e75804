/**
 * @file
 * What the files of src/main share.
 *
 * An instance is an engine with a function in it. There are as many as js.contexts says. One is current: it gets the
 * requests. With two of them a replacement is loaded into the other one, and what was current retires: it finishes the
 * calls that it has and is emptied then.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_MAIN_INTERNAL_H
#define ISERE_MAIN_INTERNAL_H

#include "isere/options.h"
#include "isere/server.h"

/** The most instances there can be. */
#define ISERE__MAX_INSTANCES 2

/** An image and whom to tell about it. */
typedef struct {
  isere_image_t image;
  isere_replacement_t order; /**< zeroed for an image that isere_server_load got */
} isere__source_t;

/** An engine and the function in it. */
typedef struct {
  isere_js_t *js;
  isere__source_t source;
  bool is_loaded;
} isere__instance_t;

/** A request that is with a function. */
typedef struct isere__call {
  isere_exchange_t *exchange;
  isere__instance_t *instance;
  struct isere__call *next;
  struct isere__call *previous;
} isere__call_t;

struct isere_server {
  isere_options_t options;
  isere_loop_t loop;
  isere_http_t *http;
  isere__instance_t instances[ISERE__MAX_INSTANCES];
  uint32_t instance_count;
  isere__instance_t *current;
  const char *absence;     /* why no function is loaded */
  isere__call_t in_flight; /* the head of a ring */
  isere__call_t *free_calls;
  isere_timer_t reload_timer;
  uint32_t reload_pause_ms;
  uint32_t recycles;      /* of the current function since its last answer */
  char pause_reason[120]; /* while it is paused */
  isere__source_t next;   /* the image that is to replace the current one */
  bool has_next;
  isere_timer_t replace_timer; /* set while it waits for the calls of an instance */
  isere_timer_t drain_timer;
  volatile int stops_requested;
  int stops_handled;
};

/* --- calls.c: requests that are with a function ------------------------------------------------------------- */

bool isere__calls_reserve(isere_server_t *server);
/** What the JavaScript side answers through. */
isere_js_host_t isere__calls_host(isere_server_t *server);
/** Gives a request to the current function. */
void isere__calls_take(void *server, isere_exchange_t *exchange, const isere_request_t *request);
/** Ends every call of an instance with an error. */
void isere__calls_fail(isere_server_t *server, const isere__instance_t *instance, uint16_t status);

/* --- instances.c: functions come and go --------------------------------------------------------------------- */

bool isere__instances_create(isere_server_t *server);
/** An instance has run out of time or memory: ends its calls, and loads it afresh if it is the current one. */
void isere__instances_recycle(isere_server_t *server, isere__instance_t *instance, int reason);
/** The current function has given an answer: what went wrong before is forgotten. */
void isere__instances_answered(isere_server_t *server);
/** Sees to instances that broke, to those that have retired, and to a replacement that waits. */
void isere__instances_attend(isere_server_t *server);
/** The server stops: no replacement is made any more. */
void isere__instances_stop(isere_server_t *server);

#endif
