/**
 * @file
 * The executable isere-runtime: a function image, served over HTTP.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "control.h"
#include "isere/server.h"
#include "posix.h"

/** Descriptors beside the connections: standard streams, listener, poll, wake-up, and what was inherited. */
#define OTHER_DESCRIPTORS 64

/** Stack of the runtime itself, beside js.stack_bytes, with a margin. */
#define OTHER_STACK_BYTES (256 * 1024)

static isere_server_t *server;

/* --- being told to stop ------------------------------------------------------------------------------------- */

/**
 * How often we were told to stop; from the second time on nothing is waited for. One wish may arrive in several ways:
 * as a signal, as a word of whoever watches and got the same, as the end of stdin, which whoever started us closes
 * then.
 */
static atomic_int stops;

static void stop_at_least(int times) {
  int seen = atomic_load(&stops);
  while (seen < times) {
    if (!atomic_compare_exchange_weak(&stops, &seen, seen + 1)) continue;
    isere_server_stop(server);
    seen++;
  }
}

static void on_stop_signal(int signal_number) {
  (void)signal_number;
  stop_at_least(isere_posix_is_watched() ? 1 : atomic_load(&stops) + 1);
}

static void watch_signals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = on_stop_signal;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, NULL);
}

static void on_stop(void) {
  stop_at_least(1);
}

/** Whoever watches ends after us. One who is gone was killed, by somebody who does not wait for what was begun before.
 */
static void on_word(int times) {
  stop_at_least(times > 0 ? times : atomic_load(&stops) + 1);
}

static void on_stdin(isere_watch_t *watch, uint32_t events) {
  (void)watch;
  (void)events;
  char bytes[512];
  ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
  if (count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN))) return;
  isere_port_poll_forget(STDIN_FILENO);
  on_stop();
}

/** A stdin that cannot be waited for (a file, /dev/null, a closed one) has ended as far as anybody can tell. */
static void watch_stdin(void) {
  static isere_watch_t watch = {on_stdin};
  if (isere_port_poll_watch(STDIN_FILENO, ISERE_PORT_READ, &watch) < 0) on_stop();
}

/* --- starting ----------------------------------------------------------------------------------------------- */

/** Many systems start a process with fewer descriptors than it may have. */
static void raise_descriptor_limit(uint32_t connections) {
  struct rlimit limit;
  rlim_t wanted = (rlim_t)connections + OTHER_DESCRIPTORS;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max >= wanted ? wanted : limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/** The function's stack is part of ours. A small limit of the shell's would end us in the middle of a recursion. */
static bool has_stack(uint32_t js_stack_bytes) {
  struct rlimit limit;
  rlim_t wanted = (rlim_t)js_stack_bytes + OTHER_STACK_BYTES;
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= wanted) return true;
  if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < wanted) return false;
  limit.rlim_cur = wanted;
  return setrlimit(RLIMIT_STACK, &limit) == 0;
}

/** What a process that died has served is served again, whatever its file holds now. */
static int load_again(const void *bytes, size_t len) {
  isere_image_error_t error = {0};
  uint32_t pause_ms;
  const char *death = isere_posix_death(&pause_ms);
  if (pause_ms == 0 && isere_server_load(server, bytes, len, &error) == 0) return -1;
  return isere_server_load_later(server, bytes, len, death, pause_ms, &error) == 0 ? -1 : ISERE_EXIT_BUG;
}

static int load(const char *path) {
  const void *kept;
  void *bytes;
  size_t len;
  if (isere_posix_kept_image(&kept, &len)) return load_again(kept, len);
  if (isere_posix_read_image(path, &bytes, &len) < 0) return ISERE_EXIT_FAILED;
  isere_image_error_t error = {0};
  int result = isere_server_load(server, bytes, len, &error);
  if (result == 0) isere_posix_keep_image(bytes, len);
  if (result == 0) return -1;
  if (result == ISERE_EBADIMAGE || (result == ISERE_EMISMATCH && error.reason[0] != '\0')) {
    isere_posix_print_error("build it anew: isere build", "%s is refused: %s", path, error.reason);
  } else {
    isere_posix_print_error("the reason stands above", "%s does not load: %s", path, isere_error_text(result));
  }
  return ISERE_EXIT_FAILED;
}

static int listen_failed(const isere_posix_arguments_t *arguments, int error) {
  const char *host = arguments->host;
  unsigned port = arguments->port;
  switch (error) {
    case ISERE_EADDRINUSE:
      isere_posix_print_error("choose another with --port, or let one be picked: --port 0", "port %u on %s is in use",
                              port, host);
      break;
    case ISERE_EACCES:
      isere_posix_print_error("ports below 1024 are often reserved; choose another with --port",
                              "port %u on %s is not allowed to you", port, host);
      break;
    case ISERE_EINVAL:
      isere_posix_print_error("--host wants a numeric address such as 127.0.0.1, 0.0.0.0 or ::1",
                              "%s is no address of this machine", host);
      break;
    default:
      isere_posix_print_error(NULL, "cannot listen on %s port %u: %s", host, port, isere_error_text(error));
  }
  return ISERE_EXIT_FAILED;
}

static void announce(const char *host, uint16_t port) {
  bool is_ipv6 = strchr(host, ':') != NULL;
  printf("listening on http://%s%s%s:%u\n", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port);
  fflush(stdout);
}

static int no_memory(void) {
  isere_posix_print_error("lower js.heap_bytes, http.max_connections or http.body_buffers with --option",
                          "no memory for the runtime");
  return ISERE_EXIT_MACHINE;
}

/** What the functions held is the system's from here on. Where leaks are looked for it is given back first. */
static int end(void) {
#if defined(ISERE_CHECK_LEAKS)
  if (!isere_server_close(server)) {
    isere_posix_print_error("this is a bug of the runtime", "memory of the function was not given back");
    return ISERE_EXIT_BUG;
  }
#endif
  return ISERE_EXIT_DONE;
}

static int serve(const isere_posix_arguments_t *arguments) {
  raise_descriptor_limit(arguments->options.http_max_connections);
  if (!has_stack(arguments->options.js_stack_bytes)) {
    isere_posix_print_error("raise it: ulimit -s 8192, or lower js.stack_bytes with --option",
                            "the shell's limit of the stack is too small for js.stack_bytes (%lu)",
                            (unsigned long)arguments->options.js_stack_bytes);
    return ISERE_EXIT_FAILED;
  }
  server = isere_server_create(&arguments->options);
  if (server == NULL) return no_memory();
  if (arguments->log_requests && isere_server_log_requests(server) < 0) return no_memory();
  int result = load(arguments->image);
  if (result >= 0) return result;
  uint16_t bound_port = 0;
  int listening = isere_server_listen(server, arguments->host, arguments->port, &bound_port);
  if (listening < 0) return listen_failed(arguments, listening);
  watch_signals();
  if (arguments->control) {
    if (!isere_posix_control(server, on_stop)) return no_memory();
  } else if (arguments->exit_with_stdin) {
    watch_stdin();
  }
  isere_posix_say_serving(isere_posix_listener(), on_word);
  if (!isere_posix_is_restarted()) announce(arguments->host, bound_port);
  int served = isere_server_run(server);
  if (served >= 0) return end();
  isere_posix_print_error("this is a bug of the runtime", "the event loop failed: %s", isere_error_text(served));
  return ISERE_EXIT_BUG;
}

int main(int count, char **values) {
  isere_posix_arguments_t arguments;
  int result = isere_posix_read_arguments(count, values, &arguments);
  return result >= 0 ? result : isere_posix_supervise(&arguments, serve);
}
