/**
 * @file
 * Requests that are with a function: handed over, brought back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "main/internal.h"

static const char too_many[] = "too many requests are in flight";

static isere__call_t *begin_call(isere_server_t *server, isere_exchange_t *exchange) {
  isere__call_t *call = server->free_calls;
  if (call == NULL) return NULL;
  server->free_calls = call->next;
  call->exchange = exchange;
  call->instance = server->current;
  call->next = &server->in_flight;
  call->previous = server->in_flight.previous;
  call->previous->next = call;
  server->in_flight.previous = call;
  return call;
}

static isere_exchange_t *end_call(isere_server_t *server, isere__call_t *call) {
  call->previous->next = call->next;
  call->next->previous = call->previous;
  call->next = server->free_calls;
  server->free_calls = call;
  return call->exchange;
}

/** A place among the calls is free before the exchange ends: the server may start the next request from in there. */
static void on_respond(void *user, void *token, const char *request_id, const isere_response_t *response) {
  isere_server_t *server = user;
  (void)request_id;
  if (((isere__call_t *)token)->instance == server->current) isere__instances_answered(server);
  isere_http_respond(server->http, end_call(server, token), response);
}

static void on_fail(void *user, void *token, const char *request_id, uint16_t status) {
  isere_server_t *server = user;
  isere_http_respond_error(server->http, end_call(server, token), status, request_id, NULL);
}

void isere__calls_take(void *user, isere_exchange_t *exchange, const isere_request_t *request) {
  isere_server_t *server = user;
  isere__instance_t *current = server->current;
  if (!current->is_loaded) {
    isere_http_respond_error(server->http, exchange, 503, NULL, server->absence);
    return;
  }
  isere__call_t *call = begin_call(server, exchange);
  if (call == NULL) {
    isere_http_respond_error(server->http, exchange, 503, NULL, too_many);
    return;
  }
  int result = isere_js_call(current->js, request, call);
  if (result == ISERE_ETIMEOUT || result == ISERE_ENOMEM) {
    isere__instances_recycle(server, current, result);
  } else if (result < 0) {
    const char *detail = result == ISERE_ERANGE ? too_many : isere_error_text(result);
    isere_http_respond_error(server->http, end_call(server, call), 503, NULL, detail);
  }
}

static isere__call_t *first_call_of(isere_server_t *server, const isere__instance_t *instance) {
  isere__call_t *call = server->in_flight.next;
  while (call != &server->in_flight && call->instance != instance)
    call = call->next;
  return call == &server->in_flight ? NULL : call;
}

void isere__calls_fail(isere_server_t *server, const isere__instance_t *instance, uint16_t status) {
  isere__call_t *call;
  while ((call = first_call_of(server, instance)) != NULL)
    isere_http_respond_error(server->http, end_call(server, call), status, NULL, NULL);
}

isere_js_host_t isere__calls_host(isere_server_t *server) {
  return (isere_js_host_t){.respond = on_respond, .fail = on_fail, .user = server};
}

bool isere__calls_reserve(isere_server_t *server) {
  uint32_t count = server->options.function_max_in_flight * server->instance_count;
  isere__call_t *calls = isere_port_reserve(count * sizeof(*calls));
  if (calls == NULL) return false;
  for (uint32_t i = 0; i + 1 < count; i++)
    calls[i].next = &calls[i + 1];
  server->free_calls = calls;
  server->in_flight.next = server->in_flight.previous = &server->in_flight;
  return true;
}
