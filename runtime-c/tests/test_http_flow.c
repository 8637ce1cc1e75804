/**
 * @file
 * How src/http treats clients: many at once, slow ones, ones that go away; limits in time; stopping.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http_harness.h"
#include "isere_test.h"

#define H " HTTP/1.1\r\nHost: a\r\n"
#define GET "GET /" H "\r\n"

static void begin(void) {
  harness_default_options();
  harness_begin();
}

/** Everybody goes; nothing is left. */
#define CHECK_NO_LEAK(clients)                               \
  do {                                                       \
    for (int i_ = 0; i_ < (clients); i_++)                   \
      fake_abort(i_);                                        \
    CHECK(harness_settle());                                 \
    while (harness_answer_next())                            \
      CHECK(harness_settle());                               \
    const char *leak_ = harness_leak();                      \
    if (leak_ != NULL) FAIL("%s was not given back", leak_); \
    CHECK_INT(harness_nested, 0);                            \
  } while (0)

/* --- many requests ------------------------------------------------------------------------------------------ */

static void pipelined_requests_of_64_clients_are_answered_in_order(void) {
  begin();
  for (int i = 0; i < 64; i++)
    fake_connect();
  char request[64];
  for (int n = 0; n < 100; n++) {
    for (int i = 0; i < 64; i++) {
      int len = snprintf(request, sizeof request, "GET /echo?%d-%d" H "\r\n", i, n);
      fake_send(i, request, (size_t)len);
    }
  }
  CHECK(harness_settle());
  for (int i = 0; i < 64; i++) {
    const char *at = fake_output(i, NULL);
    for (int n = 0; n < 100; n++) {
      snprintf(request, sizeof request, "GET /echo %d-%d HTTP", i, n);
      request[strlen(request) - 4] = '\0';
      at = strstr(at, request);
      if (at == NULL) FAIL("client %d lacks response %d", i, n);
      at++;
    }
  }
  CHECK_INT(isere_http_stats(http).requests, 6400);
  CHECK_NO_LEAK(64);
}

static void pipelined_requests_share_a_read_and_a_write(void) {
  harness_default_options();
  harness_options.http_send_buffer_bytes = 16384;
  harness_options.http_max_header_bytes = 4096;
  harness_begin();
  int client = harness_client(GET);
  fake_receives = fake_sends = 0;
  for (int i = 0; i < 16; i++)
    fake_send(client, GET, strlen(GET));
  CHECK(harness_settle());
  CHECK_INT(isere_http_stats(http).responses, 17);
  CHECK_INT(fake_receives, 1);
  CHECK_INT(fake_sends, 1);
}

static void a_kept_connection_is_watched_once(void) {
  begin();
  int client = harness_client(GET);
  fake_watches = 0;
  for (int i = 0; i < 100; i++)
    harness_say(client, GET);
  CHECK_INT(isere_http_stats(http).responses, 101);
  CHECK_INT(fake_watches, 0);
}

static void a_client_that_closes_at_once_needs_no_watch(void) {
  begin();
  CHECK(harness_settle());
  fake_watches = 0;
  int client = fake_connect();
  fake_send(client, "GET / HTTP/1.0\r\n\r\n", 18);
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(client), "200");
  CHECK(fake_is_closed(client));
  CHECK_INT(fake_watches, 0);
}

static void a_client_that_pipelines_does_not_keep_the_others_waiting(void) {
  begin();
  int greedy = fake_connect();
  int modest = fake_connect();
  for (int i = 0; i < 500; i++)
    fake_send(greedy, GET, strlen(GET));
  fake_send(modest, GET, strlen(GET));
  while (harness_statuses(modest)[0] == '\0')
    CHECK_INT(isere_loop_turn(&loop), 0);
  CHECK(isere_http_stats(http).responses < 100);
  CHECK(harness_settle());
  CHECK_INT(isere_http_stats(http).responses, 501);
  CHECK_NO_LEAK(2);
}

static void the_turn_of_a_client_ends_after_some_requests(void) {
  harness_default_options();
  harness_options.http_max_header_bytes = 8192;
  harness_options.http_send_buffer_bytes = 65536;
  harness_begin();
  int client = fake_connect();
  for (int i = 0; i < 100; i++)
    fake_send(client, GET, strlen(GET));
  CHECK_INT(isere_loop_turn(&loop), 0);
  CHECK_INT(isere_http_stats(http).responses, 32);
  CHECK(harness_settle());
  CHECK_INT(isere_http_stats(http).responses, 100);
}

static void a_connection_closes_after_its_last_request(void) {
  harness_default_options();
  harness_options.http_max_requests_per_connection = 3;
  harness_begin();
  int client = harness_client(GET GET GET GET);
  CHECK_STR(harness_statuses(client), "200 200 200");
  CHECK(strstr(fake_output(client, NULL), "Connection: close\r\n") != NULL);
  CHECK(fake_is_finished(client));
}

/* --- answers that come later -------------------------------------------------------------------------------- */

static void a_slow_request_is_not_overtaken(void) {
  begin();
  int client = harness_client("GET /later?one" H "\r\nGET /later?two" H "\r\n" GET);
  CHECK_INT(harness_waiting(), 1);
  CHECK_STR(harness_statuses(client), "");
  CHECK(harness_answer_next());
  CHECK(harness_settle());
  CHECK_STR(harness_last_body(client), "one");
  CHECK_INT(harness_waiting(), 1);
  CHECK(harness_answer_next());
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(client), "200 200 200");
  CHECK_STR(harness_last_body(client), "hello");
}

static void a_half_closed_client_gets_its_answer(void) {
  begin();
  int client = harness_client("GET /later?x" H "\r\n");
  fake_finish(client);
  CHECK(harness_settle());
  CHECK(harness_answer_next());
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(client), "200");
  CHECK(fake_is_closed(client));
  CHECK_NO_LEAK(1);
}

static void the_answer_to_a_client_that_is_gone_is_dropped(void) {
  begin();
  int client = harness_client("GET /later?x" H "\r\n");
  fake_abort(client);
  CHECK(harness_settle());
  CHECK(fake_is_closed(client));
  CHECK_INT(isere_http_stats(http).open, 0);
  CHECK_INT(isere_http_stats(http).in_flight, 1);
  /* Its place serves another meanwhile. */
  int other = harness_client(GET);
  CHECK(harness_answer_next());
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(other), "200");
  CHECK_STR(harness_statuses(client), "");
  CHECK_NO_LEAK(2);
}

static void more_clients_may_go_than_there_are_places(void) {
  harness_default_options();
  harness_options.http_max_connections = 2;
  harness_options.function_max_in_flight = 3;
  harness_begin();
  for (int i = 0; i < 5; i++) {
    int client = harness_client("GET /later" H "\r\n");
    fake_abort(client);
    CHECK(harness_settle());
  }
  int last = harness_client(GET);
  CHECK_STR(harness_statuses(last), "503");
  CHECK(harness_answer_next());
  last = harness_client(GET);
  CHECK_STR(harness_statuses(last), "200");
  CHECK_NO_LEAK(7);
}

static void a_waiting_client_that_keeps_sending_does_not_make_the_loop_spin(void) {
  begin();
  int client = harness_client("GET /later" H "\r\n");
  for (int i = 0; i < 100; i++)
    fake_send(client, GET, strlen(GET));
  CHECK(harness_settle());
  CHECK(fake_unread(client) > 0);
  fake_waits = 0;
  CHECK(harness_settle());
  CHECK_INT(fake_waits, 1);
  CHECK(harness_answer_next());
  CHECK(harness_settle());
  CHECK_INT(isere_http_stats(http).responses, 101);
}

/* --- large and slow responses ------------------------------------------------------------------------------- */

static void a_large_body_is_released_once_it_is_sent(void) {
  begin();
  int client = fake_connect();
  fake_take_at_most(client, 0);
  harness_say(client, "GET /held?100000" H "\r\n");
  CHECK_INT(harness_released, 0);
  for (int i = 0; i < 200 && harness_released == 0; i++) {
    fake_take_at_most(client, 777);
    CHECK(harness_settle());
  }
  size_t len;
  const char *output = fake_output(client, &len);
  CHECK_STR(harness_statuses(client), "200");
  const char *body = strstr(output, "\r\n\r\n") + 4;
  CHECK_INT(len - (size_t)(body - output), 100000);
  for (size_t i = 0; i < 100000; i++) {
    if (body[i] != (char)('a' + i % 26)) FAIL("byte %zu is wrong", i);
  }
  CHECK_INT(harness_released, 1);
  CHECK_NO_LEAK(1);
}

static void a_slow_reader_holds_back_its_own_requests_alone(void) {
  begin();
  int slow = fake_connect();
  fake_take_at_most(slow, 100);
  for (int i = 0; i < 10; i++)
    fake_send(slow, "GET /held?3000" H "\r\n", strlen("GET /held?3000" H "\r\n"));
  CHECK(harness_settle());
  CHECK_INT(isere_http_stats(http).responses, 1);
  int quick = harness_client(GET);
  CHECK_STR(harness_statuses(quick), "200");
  fake_take_at_most(slow, SIZE_MAX);
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(slow), "200 200 200 200 200 200 200 200 200 200");
  CHECK_INT(harness_released, 10);
  CHECK_NO_LEAK(2);
}

static void small_responses_to_a_slow_reader_wait_in_the_send_buffer(void) {
  begin();
  int slow = fake_connect();
  fake_take_at_most(slow, 10);
  for (int i = 0; i < 300; i++)
    fake_send(slow, GET, strlen(GET));
  CHECK(harness_settle());
  CHECK(isere_http_stats(http).responses < 20);
  for (int i = 0; i < 5000 && isere_http_stats(http).responses < 300; i++) {
    fake_take_at_most(slow, 37);
    CHECK(harness_settle());
  }
  fake_take_at_most(slow, SIZE_MAX);
  CHECK(harness_settle());
  CHECK_INT(isere_http_stats(http).responses, 300);
  CHECK_INT(strlen(harness_statuses(slow)), 300 * 4 - 1);
  CHECK_NO_LEAK(1);
}

/** What the server says by itself to the next request comes behind the whole body, however quickly the client reads. */
static void nothing_is_said_within_a_body(void) {
  static const char *const next[] = {"GET / HTTP/9.9\r\n\r\n",
                                     "POST /" H "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"};
  static const char *const statuses[] = {"200 505", "200 100"};
  for (int i = 0; i < 2; i++) {
    begin();
    int quick = fake_connect(), slow = fake_connect();
    fake_take_at_most(slow, 100);
    for (int client = quick; client <= slow; client++) {
      fake_send(client, "GET /held?3000" H "\r\n", strlen("GET /held?3000" H "\r\n"));
      harness_say(client, next[i]);
    }
    CHECK_STR(harness_statuses(quick), statuses[i]);
    fake_take_at_most(slow, SIZE_MAX);
    CHECK(harness_settle());
    CHECK_STR(harness_statuses(slow), statuses[i]);
    CHECK_NO_LEAK(2);
  }
}

/** More than a receive buffer holds; the rest stays in the kernel. */
static void requests_behind_a_body_wait_until_it_is_sent(void) {
  begin();
  int slow = fake_connect();
  fake_take_at_most(slow, 100);
  harness_say(slow, "GET /held?3000" H "\r\n");
  for (int i = 0; i < 100; i++)
    fake_send(slow, GET, strlen(GET));
  CHECK(harness_settle());
  CHECK_INT(isere_http_stats(http).responses, 1);
  CHECK(fake_unread(slow) > 0);
  fake_take_at_most(slow, SIZE_MAX);
  CHECK(harness_settle());
  CHECK_INT(isere_http_stats(http).responses, 101);
  CHECK_NO_LEAK(1);
}

static void a_large_header_section_waits_for_a_slow_reader(void) {
  begin();
  int slow = fake_connect();
  fake_take_at_most(slow, 10);
  harness_say(slow, GET);
  harness_say(slow, "GET /fields?900" H "\r\n");
  for (int i = 0; i < 3; i++) {
    CHECK_INT(isere_http_stats(http).responses, 1);
    fake_take_at_most(slow, 10);
    CHECK(harness_settle());
  }
  fake_take_at_most(slow, SIZE_MAX);
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(slow), "200 200");
  CHECK_NO_LEAK(1);
}

static void the_body_of_a_client_that_goes_is_released(void) {
  begin();
  int client = fake_connect();
  fake_take_at_most(client, 10);
  harness_say(client, "GET /held?100000" H "\r\n");
  CHECK_INT(harness_released, 0);
  fake_abort(client);
  CHECK(harness_settle());
  CHECK_INT(harness_released, 1);
  CHECK_NO_LEAK(1);
}

static bool is_same(const void *owner, const void *whose) {
  return owner == whose;
}

static void dropped_bodies_are_not_released_and_close(void) {
  begin();
  int client = fake_connect();
  fake_take_at_most(client, 10);
  harness_say(client, "GET /held?100000" H "\r\n");
  int another = fake_connect();
  fake_take_at_most(another, 10);
  harness_say(another, "GET /held?100000" H "\r\n");
  int other = harness_client(GET);
  isere__connection_t *connection = (isere__connection_t *)(void *)http->connections;
  void *owner = connection->held.owner;
  isere_http_drop_bodies(http, is_same, owner);
  CHECK(harness_settle());
  CHECK_INT(harness_released, 0);
  CHECK(fake_is_closed(client));
  CHECK(!fake_is_closed(other) && !fake_is_closed(another));
  free(owner);
  fake_take_at_most(another, SIZE_MAX);
  CHECK(harness_settle());
  CHECK_INT(harness_released, 1);
  harness_released = 2;
  CHECK_NO_LEAK(3);
}

/* --- the observer ------------------------------------------------------------------------------------------- */

static char observed[4096];

static void on_answer(void *user, const isere_http_answer_t *answer) {
  (void)user;
  size_t len = strlen(observed);
  (void)snprintf(observed + len, sizeof observed - len, "%.*s %.*s %u %zu %lld%s%s\n", (int)answer->method.len,
                 answer->method.ptr, (int)answer->target.len, answer->target.ptr, answer->status, answer->body_len,
                 (long long)answer->took_us, answer->detail != NULL ? " " : "",
                 answer->detail != NULL ? answer->detail : "");
}

static bool begin_observed(void) {
  begin();
  observed[0] = '\0';
  return isere_http_observe(http, on_answer, NULL);
}

static void observer_hears_of_each_response(void) {
  CHECK(begin_observed());
  (void)harness_client("GET /a?b=c" H "\r\nPOST /echo" H "Content-Length: 2\r\n\r\nhi");
  int head = harness_client("HEAD /held?5000" H "\r\n");
  (void)head;
  CHECK_STR(observed, "GET /a?b=c 200 5 0\nPOST /echo 200 14 0\nHEAD /held?5000 200 5000 0\n");
  CHECK_NO_LEAK(2);
}

/** The receive buffer holds another request by the time of the answer. */
static void observer_hears_what_was_asked_of_a_late_response(void) {
  CHECK(begin_observed());
  int client = harness_client("GET /later?first" H "\r\n");
  harness_say(client, "GET /later?second-one" H "\r\n");
  fake_port_clock_us += 1500;
  CHECK(harness_answer_next());
  CHECK(harness_settle());
  CHECK(harness_answer_next());
  CHECK_STR(observed, "GET /later?first 200 5 1500\nGET /later?second-one 200 10 0\n");
  CHECK_NO_LEAK(1);
}

static void observer_hears_why_a_request_was_refused(void) {
  CHECK(begin_observed());
  (void)harness_client("GET /x HTTP/1.1\r\n\r\n");
  (void)harness_client("\x01\r\n\r\n");
  int client = harness_client("GET /first" H "\r\n");
  harness_say(client, "\n");
  int slow = harness_client("POST /y" H "Content-Length: 9\r\n\r\n");
  (void)slow;
  harness_pass_ms(31000);
  CHECK(strstr(observed, "GET /x 400 25 0 ") == observed);
  CHECK(strstr(observed, "\n  400 25 0 ") != NULL);
  CHECK(strstr(observed, "GET /first 200 5 0\n  400 25 0 the request starts with a line end\n") != NULL);
  CHECK(strstr(observed, "POST /y 408 29 0 the request body did not come in time\n") != NULL);
  CHECK_NO_LEAK(4);
}

static void observer_gets_the_start_of_a_long_target(void) {
  CHECK(begin_observed());
  char request[400] = "GET /";
  memset(request + 5, 'a', 245);
  memcpy(request + 250, H "\r\n", sizeof(H "\r\n"));
  (void)harness_client(request);
  CHECK_INT(strcspn(observed + 4, " "), 237);
  CHECK_NO_LEAK(1);
}

/* --- receive buffers ---------------------------------------------------------------------------------------- */

static void begin_with_receive_buffers(uint32_t count) {
  harness_default_options();
  harness_options.http_receive_buffers = count;
  harness_begin();
}

static void requests_beyond_the_receive_buffers_wait_their_turn(void) {
  begin_with_receive_buffers(2);
  for (int i = 0; i < 2; i++)
    harness_client("GET / HTTP/1.1\r\n");
  for (int i = 2; i < 8; i++)
    harness_client(GET GET);
  for (int i = 2; i < 8; i++)
    CHECK_STR(harness_statuses(i), "");
  harness_say(0, "Host: a\r\n\r\n");
  for (int i = 2; i < 8; i++)
    CHECK_STR(harness_statuses(i), "200 200");
  harness_say(1, "Host: a\r\n\r\n");
  CHECK_STR(harness_statuses(1), "200");
  CHECK_NO_LEAK(8);
}

static void a_call_that_takes_long_holds_no_receive_buffer(void) {
  begin_with_receive_buffers(1);
  for (int i = 0; i < 8; i++)
    harness_client("GET /later" H "\r\n");
  CHECK_INT(isere_http_stats(http).in_flight, 8);
  int client = harness_client(GET);
  CHECK_STR(harness_statuses(client), "200");
  CHECK_NO_LEAK(9);
}

/** What is pipelined behind a call that takes long takes half of the buffers at most. */
static void pipelining_clients_leave_buffers_to_others(void) {
  begin_with_receive_buffers(4);
  for (int i = 0; i < 8; i++)
    harness_client("GET /later" H "\r\n");
  for (int i = 0; i < 8; i++)
    harness_say(i, GET);
  int client = harness_client(GET);
  CHECK_STR(harness_statuses(client), "200");
  while (harness_answer_next())
    CHECK(harness_settle());
  for (int i = 0; i < 8; i++)
    CHECK_STR(harness_statuses(i), "200 200");
  CHECK_NO_LEAK(9);
}

static void a_refused_client_that_goes_on_sending_holds_no_receive_buffer(void) {
  begin_with_receive_buffers(1);
  int refused = harness_client("BAD\r\n\r\n");
  harness_say(refused, "more and more");
  int client = harness_client(GET);
  CHECK_STR(harness_statuses(client), "200");
  CHECK_NO_LEAK(2);
}

static void a_client_that_leaves_the_queue_takes_nobody_s_turn(void) {
  begin_with_receive_buffers(1);
  int slow = harness_client("GET / HTTP/1.1\r\n");
  int gone = harness_client(GET);
  int client = harness_client(GET);
  fake_abort(gone);
  harness_say(slow, "Host: a\r\n\r\n");
  CHECK_STR(harness_statuses(client), "200");
  CHECK_NO_LEAK(3);
}

static void a_client_that_never_gets_a_receive_buffer_is_idle(void) {
  begin_with_receive_buffers(1);
  harness_options.http_header_timeout_ms = 3600000;
  harness_begin();
  harness_client("GET / HTTP/1.1\r\n");
  int client = harness_client(GET);
  for (uint32_t ms = 0; ms <= harness_options.http_idle_timeout_ms; ms += 1000)
    harness_pass_ms(1000);
  CHECK(fake_is_closed(client));
  CHECK_NO_LEAK(2);
}

static void draining_answers_those_that_wait_for_a_receive_buffer(void) {
  begin_with_receive_buffers(1);
  int slow = harness_client("GET / HTTP/1.1\r\n");
  int client = harness_client(GET);
  int silent = fake_connect();
  CHECK(harness_settle());
  isere_http_drain(http);
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(client), "");
  harness_say(slow, "Host: a\r\n\r\n");
  CHECK_STR(harness_statuses(slow), "200");
  CHECK_STR(harness_statuses(client), "200");
  CHECK(fake_is_closed(silent));
  CHECK(isere_http_is_drained(http));
  CHECK_NO_LEAK(3);
}

/* --- request bodies ----------------------------------------------------------------------------------------- */

#define UPLOAD "POST /echo" H "Content-Length: 2000\r\n\r\n"
enum { REST_BYTES = 2000 - HARNESS_UPLOAD_BYTES };

static void send_body(int client, size_t len) {
  char body[2048];
  memset(body, 'b', sizeof body);
  fake_send(client, body, len);
  (void)harness_settle();
}

static void uploads_beyond_the_pool_wait_their_turn(void) {
  begin();
  for (int i = 0; i < 10; i++) {
    harness_upload(UPLOAD);
  }
  CHECK_INT(http->body_buffers.free_count, 0);
  /* The fifth has sent all, and still waits: the four before it have the buffers. */
  send_body(4, REST_BYTES);
  CHECK_STR(harness_statuses(4), "");
  send_body(0, REST_BYTES);
  CHECK_STR(harness_statuses(0), "200");
  CHECK_STR(harness_statuses(4), "200");
  for (int i = 1; i < 10; i++) {
    if (i != 4) send_body(i, REST_BYTES);
  }
  for (int i = 0; i < 10; i++)
    CHECK_STR(harness_statuses(i), "200");
  CHECK_NO_LEAK(10);
}

/** Uploads behind a response that their client hardly reads hold their buffers. */
static void an_upload_that_waits_too_long_gets_503(void) {
  begin();
  for (int i = 0; i < 4; i++) {
    fake_take_at_most(fake_connect(), 10);
    harness_say(i, "GET /fields?900" H "\r\n" UPLOAD);
    send_body(i, 2000);
  }
  CHECK_INT(http->body_buffers.free_count, 0);
  int client = harness_upload(UPLOAD);
  for (int second = 0; second < 30; second++) {
    CHECK_STR(harness_statuses(client), "");
    for (int i = 0; i < 4 && second == 15; i++)
      fake_take_at_most(i, 512);
    harness_pass_ms(1000);
  }
  CHECK_STR(harness_statuses(client), "503");
  CHECK_NO_LEAK(5);
}

static void uploads_have_their_time_from_the_end_of_the_header_section(void) {
  begin();
  for (int i = 0; i < 4; i++)
    harness_client(UPLOAD);
  harness_pass_ms(29999);
  for (int i = 0; i < 4; i++)
    send_body(i, 10);
  for (int i = 0; i < 4; i++)
    CHECK_STR(harness_statuses(i), "");
  harness_pass_ms(2);
  for (int i = 0; i < 4; i++)
    CHECK_STR(harness_statuses(i), "408");
  CHECK_NO_LEAK(4);
}

static void a_client_that_goes_while_it_waits_leaves_the_queue(void) {
  begin();
  for (int i = 0; i < 7; i++)
    harness_upload(UPLOAD);
  fake_abort(5);
  CHECK(harness_settle());
  send_body(4, REST_BYTES);
  send_body(6, REST_BYTES);
  for (int i = 0; i < 4; i++)
    send_body(i, REST_BYTES);
  CHECK_STR(harness_statuses(4), "200");
  CHECK_STR(harness_statuses(6), "200");
  CHECK_NO_LEAK(7);
}

static void an_upload_that_sends_nothing_takes_no_buffer(void) {
  begin();
  for (int i = 0; i < 4; i++)
    harness_client(UPLOAD);
  CHECK_INT(http->body_buffers.free_count, 4);
  int client = harness_upload(UPLOAD);
  CHECK_INT(http->body_buffers.free_count, 3);
  send_body(client, REST_BYTES);
  CHECK_STR(harness_statuses(client), "200");
  CHECK_NO_LEAK(5);
}

static void an_upload_is_invited_at_once(void) {
  begin();
  for (int i = 0; i < 4; i++)
    harness_upload(UPLOAD);
  int client = harness_client("POST /echo" H "Expect: 100-continue\r\nContent-Length: 2000\r\n\r\n");
  CHECK_STR(harness_statuses(client), "100");
  send_body(client, 2000);
  CHECK_STR(harness_statuses(client), "100");
  send_body(0, REST_BYTES);
  CHECK_STR(harness_statuses(client), "100 200");
  CHECK_NO_LEAK(5);
}

static void chunks_that_outgrow_the_receive_buffer_move_to_the_pool(void) {
  begin();
  int client = harness_client("POST /echo" H "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; i++) {
    harness_say(client, "64\r\n");
    send_body(client, 100);
    harness_say(client, "\r\n");
  }
  harness_say(client, "0\r\n\r\n" GET);
  CHECK_STR(harness_statuses(client), "200 200");
  CHECK_NO_LEAK(1);
}

/* --- time --------------------------------------------------------------------------------------------------- */

static void an_idle_connection_closes_silently(void) {
  begin();
  int fresh = harness_client("");
  int used = harness_client(GET);
  fake_clear_output(used);
  harness_pass_ms(74999);
  CHECK(!fake_is_closed(fresh));
  harness_pass_ms(2);
  CHECK(fake_is_closed(fresh));
  CHECK(fake_is_closed(used));
  CHECK_STR(fake_output(used, NULL), "");
  CHECK_NO_LEAK(2);
}

static void each_request_gives_the_connection_new_time(void) {
  begin();
  int client = harness_client(GET);
  for (int i = 0; i < 5; i++) {
    harness_pass_ms(60000);
    harness_say(client, GET);
  }
  CHECK(!fake_is_closed(client));
  harness_pass_ms(75001);
  CHECK(fake_is_closed(client));
  CHECK_INT(isere_http_stats(http).timeouts, 1);
}

static void a_header_section_has_its_time_however_it_trickles(void) {
  begin();
  int client = harness_client("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 9; i++) {
    harness_pass_ms(1000);
    harness_say(client, "X: y\r\n");
  }
  CHECK(!fake_is_finished(client));
  harness_pass_ms(1000);
  CHECK_STR(harness_statuses(client), "408");
  CHECK(fake_is_finished(client));
  CHECK_NO_LEAK(1);
}

static void what_came_while_the_loop_was_busy_counts(void) {
  begin();
  int client = harness_client("GET / HTTP/1.1\r\n");
  /* Both at once: the rest of the request, and the end of its time. */
  fake_send(client, "Host: a\r\n\r\n", 11);
  fake_port_clock_us += 20000000;
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(client), "200");
}

/** More clients than the loop takes events at once: timers fire before the last ones are read. */
static void what_came_in_time_counts_though_it_is_read_late(void) {
  harness_default_options();
  harness_options.http_max_connections = 200;
  harness_begin();
  for (int i = 0; i < 200; i++)
    harness_client("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 200; i++)
    fake_send(i, "Host: a\r\n\r\n", 11);
  fake_port_clock_us += 20000000;
  CHECK(harness_settle());
  for (int i = 0; i < 200; i++)
    CHECK_STR(harness_statuses(i), "200");
  CHECK_INT(isere_http_stats(http).timeouts, 0);
  CHECK_NO_LEAK(200);
}

/** Larger than a receive buffer, so that it takes more than one read. */
static void an_upload_that_came_in_time_counts_though_it_is_read_late(void) {
  static char body[2000];
  harness_default_options();
  harness_options.http_max_connections = 200;
  harness_options.http_body_buffers = 200;
  harness_begin();
  for (int i = 0; i < 200; i++)
    harness_client(UPLOAD);
  memset(body, 'b', sizeof body);
  for (int i = 0; i < 200; i++)
    fake_send(i, body, sizeof body);
  fake_port_clock_us += 40000000;
  CHECK(harness_settle());
  for (int i = 0; i < 200; i++)
    CHECK_STR(harness_statuses(i), "200");
  CHECK_INT(isere_http_stats(http).timeouts, 0);
  CHECK_NO_LEAK(200);
}

static void a_body_has_its_time(void) {
  begin();
  int client = harness_client("POST /" H "Content-Length: 5\r\n\r\nab");
  harness_pass_ms(29999);
  CHECK_STR(harness_statuses(client), "");
  harness_pass_ms(2);
  CHECK_STR(harness_statuses(client), "408");
  CHECK_NO_LEAK(1);
}

static void the_handler_may_take_longer_than_any_of_them(void) {
  begin();
  int client = harness_client("GET /later?x" H "\r\n");
  harness_pass_ms(1000000);
  CHECK(harness_answer_next());
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(client), "200");
  harness_pass_ms(74999);
  CHECK(!fake_is_closed(client));
}

static void a_client_must_take_something_in_its_time(void) {
  begin();
  int client = fake_connect();
  fake_take_at_most(client, 10);
  harness_say(client, "GET /held?100000" H "\r\n");
  for (int i = 0; i < 5; i++) {
    harness_pass_ms(29000);
    fake_take_at_most(client, 512);
    CHECK(harness_settle());
  }
  CHECK(!fake_is_closed(client));
  for (int i = 0; i < 29; i++) {
    harness_pass_ms(1000);
    fake_take_at_most(client, 10);
  }
  CHECK(!fake_is_closed(client));
  harness_pass_ms(1001);
  CHECK(fake_is_closed(client));
  CHECK_INT(harness_released, 1);
  CHECK_NO_LEAK(1);
}

static void a_refused_client_is_listened_to_for_a_while(void) {
  begin();
  int client = harness_client("POST /" H "Content-Length: 9999\r\n\r\n");
  CHECK_STR(harness_statuses(client), "413");
  CHECK(fake_is_finished(client));
  CHECK(!fake_is_closed(client));
  send_body(client, 2000);
  CHECK_INT(fake_unread(client), 0);
  harness_pass_ms(1999);
  CHECK(!fake_is_closed(client));
  harness_pass_ms(2);
  CHECK(fake_is_closed(client));
  CHECK_NO_LEAK(1);
}

/** A client that waits for the end of the connection sees it when the place is free again, so that is soon. */
static void where_no_fin_can_be_sent_alone_a_silent_refused_client_is_closed_soon(void) {
  begin();
  fake_knows_no_half = true;
  int client = harness_client("POST /" H "Content-Length: 9999\r\n\r\n");
  CHECK_STR(harness_statuses(client), "413");
  CHECK(!fake_is_finished(client));
  harness_pass_ms(499);
  CHECK(!fake_is_closed(client));
  harness_pass_ms(2);
  CHECK(fake_is_closed(client));
  CHECK_NO_LEAK(1);
}

static void and_one_that_sends_on_is_listened_to_as_long_as_anywhere(void) {
  begin();
  fake_knows_no_half = true;
  int client = harness_client("POST /" H "Content-Length: 9999\r\n\r\n");
  for (int ms = 0; ms < 1900; ms += 100) {
    CHECK(!fake_is_closed(client));
    send_body(client, 10);
    CHECK_INT(fake_unread(client), 0);
    harness_pass_ms(100);
  }
  send_body(client, 10);
  harness_pass_ms(101);
  CHECK(fake_is_closed(client));
  CHECK_NO_LEAK(1);
}

/** A FIN while bytes are unread would be a reset, and the client would lose its answer. */
static void a_last_request_that_fills_the_buffer_may_have_more_behind_it(void) {
  begin();
  char request[4096];
  size_t len = (size_t)snprintf(request, sizeof request, "POST /" H "Connection: close\r\nContent-Length: 1000\r\nX: ");
  size_t head_len = isere__input_capacity(http) - 1000;
  memset(request + len, 'x', head_len - len - 4);
  memcpy(request + head_len - 4, "\r\n\r\n", 4);
  memset(request + head_len, 'b', 1500);
  int client = fake_connect();
  fake_send(client, request, head_len + 1500);
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(client), "200");
  CHECK(fake_is_finished(client));
  CHECK(!fake_is_closed(client));
  CHECK_INT(fake_unread(client), 0);
  CHECK_NO_LEAK(1);
}

static void a_refused_client_cannot_send_for_ever(void) {
  begin();
  int client = harness_client("POST /" H "Content-Length: 9999\r\n\r\n");
  for (int i = 0; i < 1000 && !fake_is_closed(client); i++)
    send_body(client, 2000);
  CHECK(fake_is_closed(client));
  CHECK_NO_LEAK(1);
}

/* --- connections -------------------------------------------------------------------------------------------- */

static void clients_beyond_the_places_wait_to_be_taken(void) {
  harness_default_options();
  harness_options.http_max_connections = 2;
  harness_begin();
  for (int i = 0; i < 4; i++)
    harness_client(GET);
  CHECK_STR(harness_statuses(1), "200");
  CHECK_STR(harness_statuses(2), "");
  fake_waits = 0;
  CHECK(harness_settle());
  CHECK_INT(fake_waits, 1);
  fake_finish(0);
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(2), "200");
  CHECK_STR(harness_statuses(3), "");
  CHECK_NO_LEAK(4);
}

static void accepting_pauses_when_there_is_no_descriptor(void) {
  begin();
  fake_accept_error = ISERE_ENOMEM;
  int client = harness_client(GET);
  fake_waits = 0;
  CHECK(harness_settle());
  CHECK_INT(fake_waits, 1);
  harness_pass_ms(100);
  CHECK_STR(fake_port_log(), "warn [] a connection cannot be taken (out of memory); trying again every 100 ms\n");
  fake_accept_error = 0;
  harness_pass_ms(99);
  CHECK_STR(harness_statuses(client), "");
  harness_pass_ms(2);
  CHECK_STR(harness_statuses(client), "200");
  CHECK_NO_LEAK(1);
}

static void a_place_is_used_again_ten_thousand_times(void) {
  harness_default_options();
  harness_options.http_max_connections = 3;
  harness_begin();
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 3333; i++) {
      int client = harness_client(i % 2 != 0 ? GET : "GET / HTTP/1.0\r\n\r\n");
      if (i % 3 == 0) fake_abort(client);
      fake_finish(client);
      CHECK(harness_settle());
      if (!fake_is_closed(client)) FAIL("client %d is open", client);
    }
    CHECK_INT(isere_http_stats(http).accepted, 3333);
    CHECK_NO_LEAK(0);
    harness_begin();
  }
}

/* --- stopping ----------------------------------------------------------------------------------------------- */

static void draining_finishes_what_runs_and_closes_the_rest(void) {
  begin();
  int idle = harness_client(GET);
  int half = harness_client("GET / HTTP/1.1\r\n");
  int busy = harness_client("GET /later?x" H "\r\n" GET);
  int late = harness_client(GET);
  fake_send(late, GET, strlen(GET));
  isere_http_drain(http);
  CHECK(!fake_is_listening());
  CHECK(harness_settle());
  CHECK(fake_is_closed(idle));
  CHECK_STR(harness_statuses(late), "200 200");
  CHECK(fake_is_finished(late));
  CHECK(!isere_http_is_drained(http));
  harness_say(half, "Host: a\r\n\r\n");
  CHECK_STR(harness_statuses(half), "200");
  CHECK(fake_is_closed(half));
  CHECK(harness_answer_next());
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(busy), "200");
  CHECK(strstr(fake_output(busy, NULL), "Connection: close") != NULL);
  fake_finish(busy);
  CHECK(harness_settle());
  CHECK(isere_http_is_drained(http));
  CHECK_NO_LEAK(4);
}

static void closing_ends_everything_at_once(void) {
  begin();
  harness_client(GET);
  harness_client("GET /later?x" H "\r\n");
  int slow = fake_connect();
  fake_take_at_most(slow, 0);
  harness_say(slow, "GET /held?5000" H "\r\n");
  isere_http_close(http);
  CHECK(harness_settle());
  CHECK(isere_http_is_drained(http));
  for (int i = 0; i < 3; i++)
    CHECK(fake_is_closed(i));
  CHECK_INT(harness_released, 1);
  CHECK_NO_LEAK(3);
}

static void closing_and_draining_reach_uploads_that_wait(void) {
  begin();
  for (int i = 0; i < 6; i++)
    harness_upload(UPLOAD);
  isere_http_drain(http);
  CHECK(harness_settle());
  for (int i = 0; i < 6; i++)
    CHECK(!fake_is_closed(i));
  isere_http_close(http);
  CHECK(harness_settle());
  for (int i = 0; i < 6; i++)
    CHECK(fake_is_closed(i));
  CHECK(isere_http_is_drained(http));
  CHECK_NO_LEAK(6);
}

static void a_taken_port_is_reported(void) {
  begin();
  uint16_t port;
  CHECK_INT(isere_http_listen(http, "taken", 80, &port), ISERE_EADDRINUSE);
}

int main(void) {
  RUN(pipelined_requests_of_64_clients_are_answered_in_order);
  RUN(pipelined_requests_share_a_read_and_a_write);
  RUN(a_kept_connection_is_watched_once);
  RUN(a_client_that_closes_at_once_needs_no_watch);
  RUN(a_client_that_pipelines_does_not_keep_the_others_waiting);
  RUN(the_turn_of_a_client_ends_after_some_requests);
  RUN(a_connection_closes_after_its_last_request);
  RUN(a_slow_request_is_not_overtaken);
  RUN(a_half_closed_client_gets_its_answer);
  RUN(the_answer_to_a_client_that_is_gone_is_dropped);
  RUN(more_clients_may_go_than_there_are_places);
  RUN(a_waiting_client_that_keeps_sending_does_not_make_the_loop_spin);
  RUN(a_large_body_is_released_once_it_is_sent);
  RUN(a_slow_reader_holds_back_its_own_requests_alone);
  RUN(small_responses_to_a_slow_reader_wait_in_the_send_buffer);
  RUN(nothing_is_said_within_a_body);
  RUN(requests_behind_a_body_wait_until_it_is_sent);
  RUN(a_large_header_section_waits_for_a_slow_reader);
  RUN(the_body_of_a_client_that_goes_is_released);
  RUN(dropped_bodies_are_not_released_and_close);
  RUN(observer_hears_of_each_response);
  RUN(observer_hears_what_was_asked_of_a_late_response);
  RUN(observer_hears_why_a_request_was_refused);
  RUN(observer_gets_the_start_of_a_long_target);
  RUN(requests_beyond_the_receive_buffers_wait_their_turn);
  RUN(a_call_that_takes_long_holds_no_receive_buffer);
  RUN(pipelining_clients_leave_buffers_to_others);
  RUN(a_refused_client_that_goes_on_sending_holds_no_receive_buffer);
  RUN(a_client_that_leaves_the_queue_takes_nobody_s_turn);
  RUN(a_client_that_never_gets_a_receive_buffer_is_idle);
  RUN(draining_answers_those_that_wait_for_a_receive_buffer);
  RUN(uploads_beyond_the_pool_wait_their_turn);
  RUN(an_upload_that_waits_too_long_gets_503);
  RUN(uploads_have_their_time_from_the_end_of_the_header_section);
  RUN(a_client_that_goes_while_it_waits_leaves_the_queue);
  RUN(an_upload_that_sends_nothing_takes_no_buffer);
  RUN(an_upload_is_invited_at_once);
  RUN(chunks_that_outgrow_the_receive_buffer_move_to_the_pool);
  RUN(an_idle_connection_closes_silently);
  RUN(each_request_gives_the_connection_new_time);
  RUN(a_header_section_has_its_time_however_it_trickles);
  RUN(what_came_while_the_loop_was_busy_counts);
  RUN(what_came_in_time_counts_though_it_is_read_late);
  RUN(an_upload_that_came_in_time_counts_though_it_is_read_late);
  RUN(a_body_has_its_time);
  RUN(the_handler_may_take_longer_than_any_of_them);
  RUN(a_client_must_take_something_in_its_time);
  RUN(a_refused_client_is_listened_to_for_a_while);
  RUN(where_no_fin_can_be_sent_alone_a_silent_refused_client_is_closed_soon);
  RUN(and_one_that_sends_on_is_listened_to_as_long_as_anywhere);
  RUN(a_last_request_that_fills_the_buffer_may_have_more_behind_it);
  RUN(a_refused_client_cannot_send_for_ever);
  RUN(clients_beyond_the_places_wait_to_be_taken);
  RUN(accepting_pauses_when_there_is_no_descriptor);
  RUN(a_place_is_used_again_ten_thousand_times);
  RUN(draining_finishes_what_runs_and_closes_the_rest);
  RUN(closing_ends_everything_at_once);
  RUN(closing_and_draining_reach_uploads_that_wait);
  RUN(a_taken_port_is_reported);
  fake_sockets_reset();
  fake_port_reset();
  return isere_test_finish();
}
