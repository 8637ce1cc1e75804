/**
 * @file
 * What src/http makes of requests: each one whole, byte by byte, split at each place, and cut short at each place.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http_harness.h"
#include "isere_test.h"

typedef struct {
  const char *title;
  const char *request;
  const char *statuses; /* of the responses */
  const char *last_body;
} case_t;

#define H "Host: a\r\n"
#define GET "GET / HTTP/1.1\r\n" H
#define POST "POST /echo HTTP/1.1\r\n" H
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

/** Requests after whose responses the connection stays open. */
static const case_t good_cases[] = {
    {"a GET", GET "\r\n", "200", "hello"},
    {"an empty line first", "\r\n" GET "\r\n", "200", "hello"},
    {"target and query", "GET /echo?a=%20b&c=[d]?e HTTP/1.1\r\n" H "\r\n", "200", "GET /echo a=%20b&c=[d]?e "},
    {"asterisk", "OPTIONS * HTTP/1.1\r\n" H "\r\n", "200", "hello"},
    {"absolute form", "GET http://b:80/echo?x HTTP/1.1\r\n" H "\r\n", "200", "GET /echo x "},
    {"absolute form without path", "GET HTTPS://b HTTP/1.1\r\n" H "\r\n", "200", "hello"},
    {"absolute form of OPTIONS", "OPTIONS http://b HTTP/1.1\r\n" H "\r\n", "200", "hello"},
    {"a body", POST "Content-Length: 3\r\n\r\nabc", "200", "POST /echo  abc"},
    {"an empty body", POST "Content-Length: 0\r\n\r\n", "200", "POST /echo  "},
    {"a chunked body", CHUNKED "3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n", "200", "POST /echo  abc0123456789"},
    {"a chunked body of nothing", CHUNKED "0\r\n\r\n", "200", "POST /echo  "},
    {"extensions and trailers", CHUNKED "1;a=\"b\";c\r\nx\r\n0;e\r\nX-T: 1\r\nY: 2\r\n\r\n", "200", "POST /echo  x"},
    {"two pipelined", GET "\r\n" POST "Content-Length: 2\r\n\r\nhi", "200 200", "POST /echo  hi"},
    {"chunked between two", GET "\r\n" CHUNKED "1\r\nx\r\n0\r\n\r\n" GET "\r\n", "200 200 200", "hello"},
    {"empty line between two", GET "\r\n\r\n" GET "\r\n", "200 200", "hello"},
    {"HTTP/1.0 kept alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "200", "hello"},
    {"a higher minor version", "GET / HTTP/1.7\r\n" H "\r\n", "200", "hello"},
    {"an unknown upgrade", GET "Connection: upgrade\r\nUpgrade: x\r\n\r\n" GET "\r\n", "200 200", "hello"},
    {"an upgrade with chunks", CHUNKED "1\r\nx\r\n0\r\n\r\n", "200", "POST /echo  x"},
    {"a status of the handler", "GET /status?404 HTTP/1.1\r\n" H "\r\n", "404", "abc"},
    {"no content", "GET /status?204 HTTP/1.1\r\n" H "\r\n" GET "\r\n", "204 200", "hello"},
    {"not modified", "GET /status?304 HTTP/1.1\r\n" H "\r\n" GET "\r\n", "304 200", "hello"},
    {"reset content", "GET /status?205 HTTP/1.1\r\n" H "\r\n" GET "\r\n", "205 200", "hello"},
    {"a bad status of the handler", "GET /status?99 HTTP/1.1\r\n" H "\r\n", "500",
     "{\"message\":\"Internal Server Error\",\"detail\":\"the response has a bad status\"}"},
    {"a held body", "GET /held?2000 HTTP/1.1\r\n" H "\r\n" GET "\r\n", "200 200", "hello"},
    {"white space around a value", "GET /host HTTP/1.1\r\nHost:\t a \t\r\n\r\n", "200", "a"},
    {"the authority replaces Host", "GET http://b:80/host HTTP/1.1\r\n" H "\r\n", "200", "b:80"},
    {"the authority is Host", "GET http://b/host HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "200", "b"},
    {"an IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "200", "hello"},
    {"an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "200", "hello"},
};

/** Requests after whose last response the server closes. */
static const case_t closing_cases[] = {
    {"Connection: close", GET "Connection: close\r\n\r\n", "200", "hello"},
    {"close among others", GET "Connection: x, close\r\n\r\n", "200", "hello"},
    {"nothing is answered behind close", GET "Connection: close\r\n\r\n" GET "\r\n", "200", "hello"},
    {"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "200", "hello"},
    {"no host", "GET / HTTP/1.1\r\n\r\n", "400", NULL},
    {"two hosts", GET "Host: a\r\n\r\n", "400", NULL},
    {"a bad host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400", NULL},
    {"a host of a port alone", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", "400", NULL},
    {"user information", "GET http://u@b/ HTTP/1.1\r\n" H "\r\n", "400", NULL},
    {"no authority", "GET http:///x HTTP/1.1\r\n" H "\r\n", "400", NULL},
    {"another scheme", "GET ftp://b/ HTTP/1.1\r\n" H "\r\n", "400", NULL},
    {"asterisk of GET", "GET * HTTP/1.1\r\n" H "\r\n", "400", NULL},
    {"a fragment", "GET /#a HTTP/1.1\r\n" H "\r\n", "400", NULL},
    {"a quote in the target", "GET /\"a HTTP/1.1\r\n" H "\r\n", "400", NULL},
    {"a high byte in the target", "GET /\xC3\xBC HTTP/1.1\r\n" H "\r\n", "400", NULL},
    {"two spaces", "GET  / HTTP/1.1\r\n" H "\r\n", "400", NULL},
    {"two spaces before the version", "GET /  HTTP/1.1\r\n" H "\r\n", "400", NULL},
    {"no version", "GET /\r\n\r\n", "400", NULL},
    {"HTTP/2", "GET / HTTP/2.0\r\n" H "\r\n", "505", NULL},
    {"HTTP/0.9", "GET / HTTP/0.9\r\n" H "\r\n", "505", NULL},
    {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505", NULL},
    {"not a version", "GET / HTTP/x.1\r\n" H "\r\n", "400", NULL},
    {"RTSP", "OPTIONS * RTSP/1.0\r\n\r\n", "400", NULL},
    {"a method of RTSP", "PLAY / HTTP/1.1\r\n" H "\r\n", "501", NULL},
    {"an unknown method", "BREW / HTTP/1.1\r\n" H "\r\n", "501", NULL},
    {"a method in lower case", "get / HTTP/1.1\r\n" H "\r\n", "501", NULL},
    {"not a method", "hello\r\n\r\n", "400", NULL},
    {"TRACE", "TRACE / HTTP/1.1\r\n" H "\r\n", "501", NULL},
    {"CONNECT", "CONNECT a:80 HTTP/1.1\r\n" H "\r\n", "501", NULL},
    {"two empty lines first", "\r\n\r\n" GET "\r\n", "400", NULL},
    {"a bare LF first", "\n" GET "\r\n", "400", NULL},
    {"a bare LF", "GET / HTTP/1.1\nHost: a\n\n", "400", NULL},
    {"a bare CR", GET "X: a\rb\r\n\r\n", "400", NULL},
    {"a folded field", GET "X: a\r\n b\r\n\r\n", "400", NULL},
    {"a space before the colon", GET "X : a\r\n\r\n", "400", NULL},
    {"a control character", GET "X: a\x01\r\n\r\n", "400", NULL},
    {"length and coding", POST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400", NULL},
    {"coding and length", POST "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n", "400", NULL},
    {"two lengths", POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", "400", NULL},
    {"a length that is none", POST "Content-Length: 1a\r\n\r\na", "400", NULL},
    {"an unknown coding", POST "Transfer-Encoding: gzip\r\n\r\n", "501", NULL},
    {"a coding before chunked", POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501", NULL},
    {"a coding behind chunked", POST "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "400", NULL},
    {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400", NULL},
    {"not a chunk size", CHUNKED "z\r\n", "400", NULL},
    {"a chunk that is too long", CHUNKED "1\r\nab\r\n", "400", NULL},
    {"a chunk with a bare LF", CHUNKED "1\r\na\n", "400", NULL},
    {"a chunk size beyond 64 bits", CHUNKED "10000000000000001\r\n", "400", NULL},
    {"a malformed trailer", CHUNKED "0\r\nX A: 1\r\n\r\n", "400", NULL},
    {"a miracle is expected", GET "Expect: miracles\r\n\r\n", "417", NULL},
    {"a good one, then a bad one", GET "\r\nBAD\r\n\r\n", "200 400", NULL},
    {"a body that is too large", POST "Content-Length: 2049\r\n\r\n", "413", NULL},
    {"a chunk that is too large", CHUNKED "801\r\n", "413", NULL},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** A client that sends the request as one of the ways has it. */
typedef enum { WHOLE, BYTE_BY_BYTE, SPLIT, CUT_SHORT } way_t;

static int send_as(const case_t *one, way_t way, size_t place) {
  size_t len = strlen(one->request);
  int client = fake_connect();
  if (way == WHOLE) fake_send(client, one->request, len);
  for (size_t i = 0; way == BYTE_BY_BYTE && i < len; i++) {
    fake_send(client, one->request + i, 1);
    (void)harness_settle();
  }
  if (way == SPLIT || way == CUT_SHORT) {
    fake_send(client, one->request, place);
    (void)harness_settle();
    if (way == SPLIT) fake_send(client, one->request + place, len - place);
    if (way == CUT_SHORT) fake_finish(client);
  }
  (void)harness_settle();
  return client;
}

/** What came is what was to come. */
static void check_outcome(const case_t *one, int client, bool closes) {
  const char *statuses = harness_statuses(client);
  if (strcmp(statuses, one->statuses) != 0) FAIL("%s: %s, expected %s", one->title, statuses, one->statuses);
  if (one->last_body != NULL) CHECK_STR(harness_last_body(client), one->last_body);
  if (fake_is_finished(client) != closes) FAIL("%s: the connection is %s", one->title, closes ? "open" : "closed");
}

/** The responses to what was complete, at most one 400, and the end. */
static void check_cut(const case_t *one, int client, size_t place) {
  const char *statuses = harness_statuses(client);
  size_t len = strlen(statuses);
  size_t same = 0;
  while (same < len && statuses[same] == one->statuses[same])
    same++;
  bool is_prefix = same == len || (len - same <= 4 && strcmp(statuses + len - 3, "400") == 0);
  if (!is_prefix) FAIL("%s, cut at %zu: %s, expected %s", one->title, place, statuses, one->statuses);
  if (!fake_is_closed(client)) FAIL("%s, cut at %zu: the connection is open", one->title, place);
}

static void check_quiet(const char *title) {
  if (harness_nested != 0) FAIL("%s: the handler was nested", title);
  const char *leak = harness_leak();
  if (leak != NULL) FAIL("%s: %s was not given back", title, leak);
}

/** One case, one way. Afterwards the client goes and everything is free again. */
static void run_case(const case_t *one, way_t way, size_t place, bool closes) {
  int client = send_as(one, way, place);
  if (way == CUT_SHORT) {
    check_cut(one, client, place);
  } else {
    check_outcome(one, client, closes);
  }
  if (isere_test_failed) return;
  fake_finish(client);
  (void)harness_settle();
  if (!fake_is_closed(client)) FAIL("%s: the connection is open after both ends", one->title);
  check_quiet(one->title);
}

static void run_cases(const case_t *cases, size_t count, way_t way, bool closes) {
  harness_default_options();
  for (size_t i = 0; i < count && !isere_test_failed; i++) {
    size_t places = way == SPLIT || way == CUT_SHORT ? strlen(cases[i].request) : 1;
    harness_begin();
    for (size_t place = 0; place < places && !isere_test_failed; place++)
      run_case(&cases[i], way, place, closes);
  }
}

static void good_requests_whole(void) {
  run_cases(good_cases, COUNT(good_cases), WHOLE, false);
}
static void good_requests_byte_by_byte(void) {
  run_cases(good_cases, COUNT(good_cases), BYTE_BY_BYTE, false);
}
static void good_requests_split(void) {
  run_cases(good_cases, COUNT(good_cases), SPLIT, false);
}
static void good_requests_cut_short(void) {
  run_cases(good_cases, COUNT(good_cases), CUT_SHORT, false);
}
static void closing_requests_whole(void) {
  run_cases(closing_cases, COUNT(closing_cases), WHOLE, true);
}
static void closing_requests_byte_by_byte(void) {
  run_cases(closing_cases, COUNT(closing_cases), BYTE_BY_BYTE, true);
}
static void closing_requests_split(void) {
  run_cases(closing_cases, COUNT(closing_cases), SPLIT, true);
}
static void closing_requests_cut_short(void) {
  run_cases(closing_cases, COUNT(closing_cases), CUT_SHORT, true);
}

/* --- both sides of the limits ------------------------------------------------------------------------------- */

static char text[1 << 17];

/** Writes @p before, @p count times @p filling, @p after. */
static const char *filled(const char *before, const char *filling, size_t count, const char *after) {
  size_t len = (size_t)snprintf(text, sizeof text, "%s", before);
  for (size_t i = 0; i < count; i++)
    len += (size_t)snprintf(text + len, sizeof text - len, "%s", filling);
  snprintf(text + len, sizeof text - len, "%s", after);
  return text;
}

static const char *status_of(const char *request) {
  static char copy[64];
  int client = harness_client(request);
  snprintf(copy, sizeof copy, "%s", harness_statuses(client));
  fake_finish(client);
  (void)harness_settle();
  return copy;
}

static void the_target_has_a_limit(void) {
  harness_default_options();
  harness_begin();
  CHECK_STR(status_of(filled("GET /", "a", 255, " HTTP/1.1\r\n" H "\r\n")), "200");
  CHECK_STR(status_of(filled("GET /", "a", 256, " HTTP/1.1\r\n" H "\r\n")), "414");
  CHECK_STR(status_of(filled("GET /", "a", 5000, "")), "414");
  /* What comes behind its end changes nothing. */
  CHECK_STR(status_of(filled("GET /", "a", 256, "\xec HTTP/1.1\r\n" H "\r\n")), "414");
  CHECK_STR(status_of(filled("GET /", "a", 255, "\xec HTTP/1.1\r\n" H "\r\n")), "400");
  check_quiet("targets");
}

static void the_header_section_has_a_limit(void) {
  harness_default_options();
  harness_begin();
  size_t rest = 1024 - strlen(GET "X: \r\n\r\n");
  CHECK_STR(status_of(filled(GET "X: ", "v", rest, "\r\n\r\n")), "200");
  CHECK_STR(status_of(filled(GET "X: ", "v", rest + 1, "\r\n\r\n")), "431");
  CHECK_STR(status_of(filled(GET "X: ", "v", 5000, "")), "431");
  CHECK_STR(status_of(filled(GET, "v", 5000, "")), "431");
  CHECK_STR(status_of(filled("", "A", 5000, "")), "501");
  check_quiet("header sections");
}

static void the_number_of_fields_has_a_limit(void) {
  harness_default_options();
  harness_begin();
  CHECK_STR(status_of(filled(GET, "X: y\r\n", 15, "\r\n")), "200");
  CHECK_STR(status_of(filled(GET, "X: y\r\n", 16, "\r\n")), "431");
  /* With a Host that the target brings and that was not among the fields. */
  CHECK_STR(status_of(filled("GET http://b/ HTTP/1.0\r\n", "X: y\r\n", 16, "\r\n")), "200");
  check_quiet("fields");
}

static void a_body_has_a_limit(void) {
  harness_default_options();
  harness_begin();
  CHECK_STR(status_of(filled(POST "Content-Length: 2048\r\n\r\n", "b", 2048, "")), "200");
  CHECK_STR(status_of(filled(POST "Content-Length: 2049\r\n\r\n", "b", 2049, "")), "413");
  CHECK_STR(status_of(filled(CHUNKED "800\r\n", "b", 2048, "\r\n0\r\n\r\n")), "200");
  CHECK_STR(status_of(filled(CHUNKED "7ff\r\n", "b", 2047, "\r\n2\r\nbb\r\n0\r\n\r\n")), "413");
  CHECK_STR(status_of(filled(CHUNKED, "1\r\na\r\n", 2048, "0\r\n\r\n")), "200");
  CHECK_STR(status_of(filled(CHUNKED, "1\r\na\r\n", 2049, "0\r\n\r\n")), "413");
  CHECK_STR(status_of(filled(CHUNKED "1;", "e", 5000, "")), "413");
  CHECK_STR(status_of(filled(CHUNKED, "1;eee\r\na\r\n", 2000, "0\r\n\r\n")), "413");
  CHECK_STR(status_of(filled(CHUNKED "0\r\nX: ", "t", 5000, "")), "431");
  CHECK_STR(status_of(filled(CHUNKED "0\r\n", "X: y\r\n", 17, "\r\n")), "431");
  check_quiet("bodies");
}

static void no_body_is_allowed_where_the_limit_is_zero(void) {
  harness_default_options();
  harness_options.http_max_body_bytes = 0;
  harness_begin();
  CHECK_STR(status_of(POST "Content-Length: 1\r\n\r\na"), "413");
  CHECK_STR(status_of(CHUNKED "1\r\na\r\n0\r\n\r\n"), "413");
  CHECK_STR(status_of(CHUNKED "0\r\n\r\n"), "200");
  check_quiet("no bodies");
}

static void bodies_of_every_size_come_through(void) {
  harness_default_options();
  harness_begin();
  for (size_t len = 1; len <= 2048; len += len < 700 || len > 1400 ? 97 : 1) {
    char head[128];
    snprintf(head, sizeof head, POST "Content-Length: %zu\r\n\r\n", len);
    int client = harness_client(filled(head, "b", len, GET "\r\n"));
    if (strcmp(harness_statuses(client), "200 200") != 0) FAIL("%zu: %s", len, harness_statuses(client));
    fake_clear_output(client);
    snprintf(head, sizeof head, CHUNKED "%zx\r\n", len);
    harness_say(client, filled(head, "b", len, "\r\n0\r\n\r\n"));
    if (strcmp(harness_statuses(client), "200") != 0) FAIL("%zu in a chunk: %s", len, harness_statuses(client));
    CHECK_INT(strlen(harness_last_body(client)), len + strlen("POST /echo  "));
    fake_finish(client);
    CHECK(harness_settle());
  }
  check_quiet("sizes");
}

static void response_fields_have_a_limit(void) {
  harness_default_options();
  harness_begin();
  size_t rest = 1024 - strlen("HTTP/1.1 200 OK\r\nX-A: \r\nContent-Length: 5\r\n\r\n");
  char request[64];
  snprintf(request, sizeof request, "GET /fields?%zu HTTP/1.1\r\n" H "\r\n", rest);
  CHECK_STR(status_of(request), "200");
  snprintf(request, sizeof request, "GET /fields?%zu HTTP/1.1\r\n" H "\r\n", rest + 1);
  CHECK_STR(status_of(request), "500");
  CHECK(strstr(fake_port_log(), "larger than http.send_buffer_bytes (1024)") != NULL);
  check_quiet("response fields");
}

/* --- what responses look like ------------------------------------------------------------------------------- */

static void a_response_has_date_and_length(void) {
  harness_default_options();
  harness_begin();
  fake_port_wall_ms = INT64_C(784111777123);
  int client = harness_client(GET "\r\n");
  CHECK_STR(fake_output(client, NULL),
            "HTTP/1.1 200 OK\r\nX-A: b\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\n\r\nhello");
}

static void dates_are_those_of_the_calendar(void) {
  static const struct {
    int64_t ms;
    const char *date;
  } dates[] = {
      {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
      {INT64_C(951782400000), "Tue, 29 Feb 2000 00:00:00 GMT"},
      {INT64_C(1709251199999), "Thu, 29 Feb 2024 23:59:59 GMT"},
      {INT64_C(4107542400000), "Mon, 01 Mar 2100 00:00:00 GMT"},
      {INT64_C(253402300799999), "Fri, 31 Dec 9999 23:59:59 GMT"},
      {INT64_C(253402300800000), "X-A: b\r\nContent-Length"}, /* a year of five digits has no form */
  };
  harness_default_options();
  for (size_t i = 0; i < COUNT(dates); i++) {
    harness_begin();
    fake_port_wall_ms = dates[i].ms;
    int client = harness_client(GET "\r\n");
    if (strstr(fake_output(client, NULL), dates[i].date) == NULL) FAIL("%s", fake_output(client, NULL));
  }
}

static void the_date_moves_on_with_the_second(void) {
  harness_default_options();
  harness_begin();
  fake_port_wall_ms = 999;
  int client = harness_client(GET "\r\n");
  CHECK(strstr(fake_output(client, NULL), "00:00:00 GMT") != NULL);
  fake_clear_output(client);
  fake_port_wall_ms = 1000;
  harness_pass_ms(1);
  harness_say(client, GET "\r\n");
  CHECK(strstr(fake_output(client, NULL), "00:00:01 GMT") != NULL);
}

static void head_has_the_length_and_no_content(void) {
  harness_default_options();
  harness_begin();
  int client = harness_client("HEAD /held?5000 HTTP/1.1\r\n" H "\r\n");
  CHECK_STR(fake_output(client, NULL), "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 5000\r\n\r\n");
  CHECK_INT(harness_released, 1);
}

static void an_error_to_head_has_no_content_either(void) {
  harness_default_options();
  harness_begin();
  int client = harness_client("HEAD / HTTP/1.1\r\n\r\n");
  CHECK_STR(fake_output(client, NULL),
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 25\r\nConnection: "
            "close\r\n\r\n");
}

static void statuses_without_content_have_no_length(void) {
  harness_default_options();
  harness_begin();
  int client = harness_client("GET /status?204 HTTP/1.1\r\n" H "\r\nGET /status?304 HTTP/1.1\r\n" H "\r\n");
  CHECK_STR(fake_output(client, NULL),
            "HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\nHTTP/1.1 304 Not Modified\r\nX-A: b\r\n\r\n");
}

static void fields_that_are_the_servers_business_are_dropped(void) {
  harness_default_options();
  harness_begin();
  int client = harness_client("GET /own HTTP/1.1\r\n" H "\r\n");
  CHECK_STR(fake_output(client, NULL), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
}

static void http_1_0_is_told_that_it_is_kept(void) {
  harness_default_options();
  harness_begin();
  int client = harness_client("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  CHECK(strstr(fake_output(client, NULL), "Connection: keep-alive\r\n") != NULL);
}

static void a_client_that_waits_is_told_to_go_on(void) {
  harness_default_options();
  harness_begin();
  int client = harness_client(POST "Content-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
  CHECK_STR(fake_output(client, NULL), "HTTP/1.1 100 Continue\r\n\r\n");
  harness_say(client, "hi");
  CHECK_STR(harness_statuses(client), "100 200");
  fake_clear_output(client);
  harness_say(client, POST "Content-Length: 2\r\nExpect: 100-continue\r\n\r\nhi");
  CHECK_STR(harness_statuses(client), "200");
  harness_say(client, "POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK_STR(harness_statuses(client), "200");
}

static void an_error_answer_escapes_its_detail(void) {
  harness_default_options();
  harness_begin();
  int client = harness_client("GET /later HTTP/1.1\r\n" H "\r\n");
  (void)client;
  CHECK_INT(harness_waiting(), 1);
  isere__connection_t *connection = (isere__connection_t *)(void *)http->connections;
  isere_http_respond_error(http, connection->exchange, 503, "1-2", "\"a\\b\"\n\x1F");
  CHECK(harness_settle());
  CHECK_STR(harness_last_body(client),
            "{\"message\":\"Service Unavailable\",\"requestId\":\"1-2\",\"detail\":\"\\\"a\\\\b\\\"\\u000a\\u001f\"}");
}

int main(void) {
  RUN(good_requests_whole);
  RUN(good_requests_byte_by_byte);
  RUN(good_requests_split);
  RUN(good_requests_cut_short);
  RUN(closing_requests_whole);
  RUN(closing_requests_byte_by_byte);
  RUN(closing_requests_split);
  RUN(closing_requests_cut_short);
  RUN(the_target_has_a_limit);
  RUN(the_header_section_has_a_limit);
  RUN(the_number_of_fields_has_a_limit);
  RUN(a_body_has_a_limit);
  RUN(no_body_is_allowed_where_the_limit_is_zero);
  RUN(bodies_of_every_size_come_through);
  RUN(response_fields_have_a_limit);
  RUN(a_response_has_date_and_length);
  RUN(dates_are_those_of_the_calendar);
  RUN(the_date_moves_on_with_the_second);
  RUN(head_has_the_length_and_no_content);
  RUN(an_error_to_head_has_no_content_either);
  RUN(statuses_without_content_have_no_length);
  RUN(fields_that_are_the_servers_business_are_dropped);
  RUN(http_1_0_is_told_that_it_is_kept);
  RUN(a_client_that_waits_is_told_to_go_on);
  RUN(an_error_answer_escapes_its_detail);
  fake_sockets_reset();
  fake_port_reset();
  return isere_test_finish();
}
