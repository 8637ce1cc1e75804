/**
 * @file
 * Clients that keep places and buffers and do nothing, while others wait: what they cost the others.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http_harness.h"
#include "isere_test.h"

#define H " HTTP/1.1\r\nHost: a\r\n"
#define GET "GET /" H "\r\n"
#define UPLOAD "POST /" H "Content-Length: 2000\r\n\r\n"
enum { REST_BYTES = 2000 - HARNESS_UPLOAD_BYTES };

/** A server with few of everything. */
static void begin(uint32_t connections, uint32_t receive_buffers, uint32_t body_buffers) {
  harness_default_options();
  harness_options.http_max_connections = connections;
  harness_options.http_receive_buffers = receive_buffers;
  harness_options.http_body_buffers = body_buffers;
  harness_options.http_busy_timeout_ms = 1000;
  harness_begin();
}

#define CHECK_NO_LEAK(clients)                               \
  do {                                                       \
    for (int i_ = 0; i_ < (clients); i_++)                   \
      fake_abort(i_);                                        \
    CHECK(harness_settle());                                 \
    const char *leak_ = harness_leak();                      \
    if (leak_ != NULL) FAIL("%s was not given back", leak_); \
  } while (0)

/* --- places ------------------------------------------------------------------------------------------------- */

static void an_idle_client_makes_room_for_one_that_waits(void) {
  begin(2, 2, 1);
  int older = harness_client(GET);
  harness_pass_ms(300);
  int younger = harness_client(GET);
  int waiting = harness_client(GET);
  CHECK_STR(harness_statuses(waiting), "");
  harness_pass_ms(699);
  CHECK(!fake_is_closed(older));
  harness_pass_ms(2);
  CHECK(fake_is_closed(older));
  CHECK(!fake_is_closed(younger));
  CHECK_STR(harness_statuses(waiting), "200");
  harness_pass_ms(5000);
  CHECK(!fake_is_closed(younger));
  CHECK_NO_LEAK(3);
}

static void idle_clients_stay_while_nobody_waits(void) {
  begin(2, 2, 1);
  harness_client(GET);
  harness_client(GET);
  harness_pass_ms(74000);
  CHECK(!fake_is_closed(0));
  CHECK(!fake_is_closed(1));
  CHECK_NO_LEAK(2);
}

static void an_idle_client_that_has_just_sent_is_served(void) {
  begin(1, 1, 1);
  int client = harness_client(GET);
  int waiting = harness_client(GET);
  fake_port_clock_us += 1000000;
  fake_send(client, GET, strlen(GET));
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(client), "200 200");
  harness_pass_ms(1001);
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(2);
}

static void a_request_that_trickles_makes_room(void) {
  begin(1, 1, 1);
  int slow = harness_client("GET / HT");
  int waiting = harness_client(GET);
  for (int i = 0; i < 9; i++) {
    harness_pass_ms(100);
    harness_say(slow, "x");
  }
  CHECK_STR(harness_statuses(waiting), "");
  harness_pass_ms(200);
  CHECK_STR(harness_statuses(slow), "400");
  harness_pass_ms(1000);
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(2);
}

static void a_refused_request_is_not_listened_to_for_long(void) {
  begin(1, 1, 1);
  int slow = harness_client("GET /" H "A: ");
  int waiting = harness_client(GET);
  harness_pass_ms(1001);
  CHECK_STR(harness_statuses(slow), "408");
  CHECK(!fake_is_closed(slow));
  harness_pass_ms(101);
  CHECK(fake_is_closed(slow));
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(2);
}

static void a_call_under_way_keeps_its_place(void) {
  begin(1, 1, 1);
  int client = harness_client("GET /later" H "\r\n");
  int waiting = harness_client(GET);
  harness_pass_ms(20000);
  CHECK(!fake_is_closed(client));
  CHECK(harness_answer_next());
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(client), "200");
  harness_pass_ms(1001);
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(2);
}

static void sixty_four_dawdlers_cost_an_honest_client_seconds(void) {
  begin(8, 3, 1);
  for (int i = 0; i < 64; i++)
    harness_client("GET / HTTP/1.1\r\nHo");
  int honest = harness_client(GET);
  int64_t began_us = fake_port_clock_us;
  for (int dawdler = 0; fake_port_clock_us < began_us + 60000000; dawdler = (dawdler + 1) % 64) {
    harness_say(dawdler, "s");
    if (fake_is_closed(dawdler)) harness_client("GET / HTTP/1.1\r\nHo");
    harness_pass_ms(10);
    if (strcmp(harness_statuses(honest), "200") == 0) break;
  }
  CHECK_STR(harness_statuses(honest), "200");
  CHECK(fake_port_clock_us - began_us < 30000000);
}

/* --- slow readers ------------------------------------------------------------------------------------------- */

static void a_slow_reader_makes_room(void) {
  begin(1, 1, 1);
  int slow = fake_connect();
  fake_take_at_most(slow, 0);
  harness_say(slow, "GET /held?100000" H "\r\n");
  int waiting = harness_client(GET);
  for (int i = 0; i < 9; i++) {
    fake_take_at_most(slow, 10);
    harness_pass_ms(100);
  }
  CHECK(!fake_is_closed(slow));
  harness_pass_ms(200);
  CHECK(fake_is_closed(slow));
  CHECK_INT(harness_released, 1);
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(2);
}

static void a_reader_that_goes_on_keeps_its_place(void) {
  begin(1, 1, 1);
  int reader = fake_connect();
  fake_take_at_most(reader, 0);
  harness_say(reader, "GET /held?50000" H "\r\n");
  int waiting = harness_client(GET);
  for (int i = 0; i < 60; i++) {
    fake_take_at_most(reader, 1000);
    harness_pass_ms(900);
  }
  CHECK_STR(harness_statuses(reader), "200");
  CHECK_INT(harness_released, 1);
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(2);
}

/* --- buffers ------------------------------------------------------------------------------------------------ */

static void a_receive_buffer_is_taken_from_a_request_that_trickles(void) {
  begin(8, 2, 1);
  int first = harness_client("GET / HT");
  int second = harness_client("GET / HT");
  int idle = harness_client("");
  int waiting = harness_client(GET);
  CHECK_STR(harness_statuses(waiting), "");
  harness_pass_ms(1001);
  CHECK_STR(harness_statuses(first), "408");
  CHECK_STR(harness_statuses(waiting), "200");
  harness_pass_ms(5000);
  CHECK_STR(harness_statuses(second), "");
  CHECK(!fake_is_closed(idle));
  CHECK_NO_LEAK(4);
}

static void send_body(int client, size_t len) {
  char body[2000];
  memset(body, 'b', sizeof body);
  fake_send(client, body, len);
  CHECK(harness_settle());
}

static void a_body_buffer_is_taken_from_an_upload_that_stands_still(void) {
  begin(8, 8, 1);
  int slow = harness_upload(UPLOAD);
  int waiting = harness_upload(UPLOAD);
  send_body(waiting, REST_BYTES);
  CHECK_STR(harness_statuses(waiting), "");
  harness_pass_ms(1001);
  CHECK_STR(harness_statuses(slow), "408");
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(2);
}

static void an_upload_that_goes_on_keeps_its_buffer(void) {
  begin(8, 8, 1);
  harness_options.http_max_body_bytes = 8000;
  harness_begin();
  int upload = harness_upload("POST /" H "Content-Length: 5000\r\n\r\n");
  int waiting = harness_upload(UPLOAD);
  for (int kilobyte = 0; kilobyte < 3; kilobyte++) {
    harness_pass_ms(900);
    send_body(upload, 1024);
    CHECK_STR(harness_statuses(upload), "");
  }
  harness_pass_ms(900);
  CHECK_STR(harness_statuses(upload), "");
  send_body(upload, 5000 - 3 * 1024 - HARNESS_UPLOAD_BYTES);
  CHECK_STR(harness_statuses(upload), "200");
  CHECK_STR(harness_statuses(waiting), "");
  CHECK_NO_LEAK(2);
}

/** What has come quickly is no credit: who stands still then keeps the others waiting. */
static void an_upload_that_stops_half_way_loses_its_buffer(void) {
  begin(8, 8, 1);
  harness_options.http_max_body_bytes = 8000;
  harness_begin();
  int upload = harness_upload("POST /" H "Content-Length: 8000\r\n\r\n");
  for (int i = 0; i < 3; i++)
    send_body(upload, 2000);
  int waiting = harness_upload(UPLOAD);
  send_body(waiting, REST_BYTES);
  for (int i = 0; i < 9; i++) {
    harness_pass_ms(100);
    send_body(upload, 10);
  }
  CHECK_STR(harness_statuses(upload), "");
  harness_pass_ms(101);
  CHECK_STR(harness_statuses(upload), "408");
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(2);
}

/** So many others have sent something that its own bytes are still in the kernel when its time is over. */
static void an_upload_whose_bytes_wait_in_the_kernel_keeps_its_buffer(void) {
  enum { OTHERS = 2 * ISERE_LOOP_BATCH };
  begin(OTHERS + 2, OTHERS + 2, 1);
  harness_options.http_max_body_bytes = 8000;
  harness_begin();
  for (int i = 0; i < OTHERS; i++)
    harness_client(GET);
  int upload = harness_upload("POST /" H "Content-Length: 8000\r\n\r\n");
  int waiting = harness_upload(UPLOAD);
  fake_port_clock_us += 1001000;
  for (int i = 0; i < OTHERS; i++)
    fake_send(i, GET, strlen(GET));
  send_body(upload, 2000);
  harness_pass_ms(900);
  CHECK_STR(harness_statuses(upload), "");
  harness_pass_ms(101);
  CHECK_STR(harness_statuses(upload), "408");
  CHECK_STR(harness_statuses(waiting), "");
  CHECK_NO_LEAK(OTHERS + 2);
}

/** Its upload is complete, but waits behind an answer that it reads as slowly as it may. */
static void an_upload_behind_an_answer_that_is_not_read_loses_its_buffer(void) {
  begin(8, 8, 1);
  int slow = fake_connect();
  fake_take_at_most(slow, 0);
  harness_say(slow, "GET /fields?900" H "\r\n" UPLOAD);
  send_body(slow, 2000);
  int waiting = harness_upload(UPLOAD);
  send_body(waiting, REST_BYTES);
  harness_pass_ms(900);
  fake_take_at_most(slow, 520);
  harness_pass_ms(99);
  CHECK_STR(harness_statuses(waiting), "");
  harness_pass_ms(2);
  CHECK(fake_is_closed(slow));
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(2);
}

static void uploads_that_send_nothing_keep_no_buffer_from_others(void) {
  begin(8, 8, 1);
  for (int i = 0; i < 4; i++)
    harness_client(UPLOAD);
  int honest = harness_upload(UPLOAD);
  send_body(honest, REST_BYTES);
  CHECK_STR(harness_statuses(honest), "200");
  CHECK_NO_LEAK(5);
}

static void an_upload_that_waits_for_a_buffer_keeps_its_place(void) {
  begin(2, 2, 1);
  int upload = harness_upload(UPLOAD);
  int queued = harness_upload(UPLOAD);
  harness_client(GET);
  harness_pass_ms(999);
  CHECK_STR(harness_statuses(upload), "");
  harness_pass_ms(2);
  CHECK_STR(harness_statuses(upload), "408");
  CHECK_STR(harness_statuses(queued), "");
  CHECK_NO_LEAK(3);
}

static void an_upload_has_all_its_time_once_it_has_a_buffer(void) {
  begin(8, 8, 1);
  harness_options.http_body_timeout_ms = 5000;
  harness_begin();
  int dawdlers[2] = {harness_upload(UPLOAD), harness_upload(UPLOAD)};
  int honest = harness_upload(UPLOAD);
  int waiting = harness_upload(UPLOAD);
  harness_pass_ms(1001);
  CHECK_STR(harness_statuses(dawdlers[0]), "408");
  CHECK_STR(harness_statuses(dawdlers[1]), "");
  harness_pass_ms(1001);
  CHECK_STR(harness_statuses(dawdlers[1]), "408");
  harness_pass_ms(900);
  CHECK_STR(harness_statuses(honest), "");
  send_body(honest, REST_BYTES);
  CHECK_STR(harness_statuses(honest), "200");
  send_body(waiting, REST_BYTES);
  CHECK_STR(harness_statuses(waiting), "200");
  CHECK_NO_LEAK(4);
}

static void an_upload_that_gets_no_buffer_is_told_so(void) {
  begin(8, 8, 1);
  harness_options.http_body_timeout_ms = 1500;
  harness_begin();
  int first = harness_upload(UPLOAD);
  int second = harness_upload(UPLOAD);
  int third = harness_upload(UPLOAD);
  harness_pass_ms(1499);
  CHECK_STR(harness_statuses(first), "408");
  CHECK_STR(harness_statuses(third), "");
  harness_pass_ms(2);
  CHECK_STR(harness_statuses(second), "");
  CHECK_STR(harness_statuses(third), "503");
  CHECK_NO_LEAK(3);
}

/* --- refusals ----------------------------------------------------------------------------------------------- */

static void clients_beyond_the_places_are_told_so(void) {
  begin(4, 4, 1);
  harness_options.http_max_refusals = 2;
  harness_begin();
  int first = harness_client(GET);
  int second = harness_client(GET);
  int third = harness_client(GET);
  CHECK_STR(harness_statuses(third), "503");
  CHECK_STR(harness_last_body(third), "{\"message\":\"Service Unavailable\"}");
  CHECK(strstr(fake_output(third, NULL), "\r\nConnection: close\r\n") != NULL);
  CHECK(fake_is_finished(third));
  CHECK(!fake_is_closed(third));
  int fourth = harness_client(GET);
  int fifth = harness_client(GET);
  CHECK_STR(harness_statuses(fourth), "503");
  CHECK_STR(harness_statuses(fifth), "");
  harness_say(first, GET);
  harness_say(second, GET);
  CHECK_STR(harness_statuses(first), "200 200");
  CHECK_STR(harness_statuses(second), "200 200");
  fake_finish(third);
  CHECK(harness_settle());
  CHECK_STR(harness_statuses(fifth), "503");
  CHECK_INT(isere_http_stats(http).refused, 3);
  CHECK_INT(isere_http_stats(http).requests, 4);
  fake_finish(first);
  CHECK(harness_settle());
  int sixth = harness_client(GET);
  CHECK_STR(harness_statuses(sixth), "200");
  CHECK_NO_LEAK(6);
}

static void one_place_is_served_however_many_refuse(void) {
  begin(2, 2, 1);
  harness_options.http_max_refusals = 256;
  harness_begin();
  CHECK_STR(harness_statuses(harness_client(GET)), "200");
  CHECK_STR(harness_statuses(harness_client(GET)), "503");
  CHECK_NO_LEAK(2);
}

static void a_client_that_is_refused_and_stays_is_closed(void) {
  begin(2, 2, 1);
  harness_options.http_max_refusals = 1;
  harness_begin();
  harness_client("GET /later" H "\r\n");
  int refused = harness_client(GET);
  harness_pass_ms(101);
  CHECK(fake_is_closed(refused));
  int next = harness_client(GET);
  CHECK_STR(harness_statuses(next), "503");
  fake_abort(0);
  CHECK(harness_settle());
  CHECK(harness_answer_next());
  CHECK_NO_LEAK(3);
}

static void draining_ends_refusals_too(void) {
  begin(2, 2, 1);
  harness_options.http_max_refusals = 1;
  harness_begin();
  harness_client(GET);
  int refused = harness_client(GET);
  isere_http_drain(http);
  harness_pass_ms(2001);
  CHECK(fake_is_closed(refused));
  CHECK(isere_http_is_drained(http));
}

int main(void) {
  RUN(an_idle_client_makes_room_for_one_that_waits);
  RUN(idle_clients_stay_while_nobody_waits);
  RUN(an_idle_client_that_has_just_sent_is_served);
  RUN(a_request_that_trickles_makes_room);
  RUN(a_refused_request_is_not_listened_to_for_long);
  RUN(a_call_under_way_keeps_its_place);
  RUN(sixty_four_dawdlers_cost_an_honest_client_seconds);
  RUN(a_slow_reader_makes_room);
  RUN(a_reader_that_goes_on_keeps_its_place);
  RUN(a_receive_buffer_is_taken_from_a_request_that_trickles);
  RUN(a_body_buffer_is_taken_from_an_upload_that_stands_still);
  RUN(an_upload_that_goes_on_keeps_its_buffer);
  RUN(an_upload_that_stops_half_way_loses_its_buffer);
  RUN(an_upload_whose_bytes_wait_in_the_kernel_keeps_its_buffer);
  RUN(an_upload_behind_an_answer_that_is_not_read_loses_its_buffer);
  RUN(uploads_that_send_nothing_keep_no_buffer_from_others);
  RUN(an_upload_that_waits_for_a_buffer_keeps_its_place);
  RUN(an_upload_has_all_its_time_once_it_has_a_buffer);
  RUN(an_upload_that_gets_no_buffer_is_told_so);
  RUN(clients_beyond_the_places_are_told_so);
  RUN(one_place_is_served_however_many_refuse);
  RUN(a_client_that_is_refused_and_stays_is_closed);
  RUN(draining_ends_refusals_too);
  fake_sockets_reset();
  fake_port_reset();
  return isere_test_finish();
}
