/**
 * @file
 * Watching over the runtime: it is served by a child process, which is started afresh when it dies or hangs.
 *
 * The time limit of a function is kept by the engine, which asks for the time wherever it loops. This is for the rest:
 * native code that loops without asking, a fault. The new child serves the same function on the same socket, which the
 * parent keeps open, so that clients who connect meanwhile wait and are served. A function that does it again and again
 * is paused: its clients get 503 with the reason.
 *
 * The child says that it lives by counting in shared memory (isere_port_alive, and each wait for sockets). It leads a
 * process group of its own, so that Ctrl-C reaches the parent alone. He tells it through a socket how often he was told
 * to stop: who sends a signal to both, as service managers do, has said so once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "isere/loop.h"
#include "posix.h"

#if !defined(MAP_ANONYMOUS)
#define MAP_ANONYMOUS MAP_ANON
#endif
#if !defined(MAP_NORESERVE)
#define MAP_NORESERVE 0
#endif

enum {
  /** Pauses between children that die soon after each other; they double from the first to the last. */
  FIRST_PAUSE_MS = 100,
  LAST_PAUSE_MS = 30000,
  /** A child that has served for so long did not die of its start. */
  LONG_LIFE_MS = 60000,
  /** Pause before the next attempt where the system has no process to give. */
  RETRY_MS = 1000,
  /** What run_child returns in the parent: the child has ended, or none could be started (errno). */
  CHILD_ENDED = -1,
  NO_CHILD = -2,
};

/** What parent and child share. */
typedef struct {
  volatile uint32_t beats;
  volatile bool is_waiting; /* for sockets: no sign of life is to be expected */
  volatile int image;       /* which of the two the function is; -1: none was loaded yet */
  volatile size_t image_len[2];
  volatile uint32_t pause_ms; /* for the function of a child that follows one that died soon */
  char death[80];             /* how the last child died; "" when none did */
} life_t;

static life_t *life; /* NULL: nobody watches */
static uint8_t *images;
static int channel = -1;                          /* the child's: from the parent, ends with him */
static void (*stop)(int times);                   /* the child's: what the parent was told */
static int signal_pipe[2] = {-1, -1};             /* the parent's: bytes are numbers of signals */
static isere_socket_t listener = ISERE_NO_SOCKET; /* the parent's, once a child has one */
static int stops;                                 /* the parent's: how often he was told to stop */

/* --- the child's side --------------------------------------------------------------------------------------- */

void isere_port_alive(void) {
  if (life != NULL) life->beats = life->beats + 1;
}

void isere_posix_is_waiting(bool is_waiting) {
  if (life != NULL) life->is_waiting = is_waiting;
  isere_port_alive();
}

void isere_posix_keep_image(const void *bytes, size_t len) {
  if (life == NULL || len > ISERE_POSIX_MAX_IMAGE_BYTES) return;
  int other = life->image == 0 ? 1 : 0;
  uint8_t *place = images + (size_t)other * ISERE_POSIX_MAX_IMAGE_BYTES;
  if (bytes != place) memcpy(place, bytes, len);
  life->image_len[other] = len;
  life->image = other;
}

bool isere_posix_kept_image(const void **bytes, size_t *len) {
  if (life == NULL || life->image < 0) return false;
  *bytes = images + (size_t)life->image * ISERE_POSIX_MAX_IMAGE_BYTES;
  *len = life->image_len[life->image];
  return true;
}

/** A descriptor goes through a socket as ancillary data of one byte. */
typedef union {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
} passed_t;

static struct msghdr message_of(struct iovec *piece, passed_t *passed) {
  struct msghdr message = {.msg_iov = piece, .msg_iovlen = 1, .msg_control = passed->bytes};
  message.msg_controllen = sizeof passed->bytes;
  return message;
}

bool isere_posix_is_restarted(void) {
  return listener != ISERE_NO_SOCKET;
}

const char *isere_posix_death(uint32_t *pause_ms) {
  *pause_ms = life->pause_ms;
  return life->death;
}

bool isere_posix_is_watched(void) {
  return life != NULL;
}

/** Each byte is a number of times; the end means that he is gone. */
static void on_word(isere_watch_t *watch, uint32_t events) {
  (void)watch;
  (void)events;
  uint8_t times = 0;
  ssize_t count = read(channel, &times, 1);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) isere_port_poll_forget(channel);
  stop(times);
}

void isere_posix_say_serving(isere_socket_t socket, void (*on_stop)(int times)) {
  static isere_watch_t watch = {on_word};
  if (life == NULL) return;
  stop = on_stop;
  (void)isere_port_poll_watch(channel, ISERE_PORT_READ, &watch);
  char byte = 'L';
  struct iovec piece = {&byte, 1};
  passed_t passed;
  memset(&passed, 0, sizeof passed);
  struct msghdr message = message_of(&piece, &passed);
  passed.header.cmsg_level = SOL_SOCKET;
  passed.header.cmsg_type = SCM_RIGHTS;
  passed.header.cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(&passed.header), &socket, sizeof(int));
  while (sendmsg(channel, &message, 0) < 0 && errno == EINTR) {
  }
}

/* --- the parent's side -------------------------------------------------------------------------------------- */

static void on_signal(int number) {
  int saved = errno;
  char byte = (char)number;
  (void)!write(signal_pipe[1], &byte, 1);
  errno = saved;
}

static void handle_signals(void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = handler;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGCHLD, &action, NULL);
  /* A child that has just died is not worth dying for. */
  if (handler != SIG_DFL) action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, NULL);
}

static bool is_made_quiet(int descriptor) {
  return fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 && fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0;
}

static void *share(size_t bytes) {
  void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return start == MAP_FAILED ? NULL : start;
}

static bool prepare(void) {
  images = share(2 * (size_t)ISERE_POSIX_MAX_IMAGE_BYTES);
  life = share(sizeof *life);
  if (images == NULL || life == NULL || pipe(signal_pipe) != 0 || !is_made_quiet(signal_pipe[0]) ||
      !is_made_quiet(signal_pipe[1])) {
    return false;
  }
  life->image = -1;
  return true;
}

/** Serves in this process, which is said, for nobody restarts it. */
static int serve_unwatched(const isere_posix_arguments_t *arguments, int (*serve)(const isere_posix_arguments_t *)) {
  isere_log(ISERE_LOG_WARN, NULL, "nobody watches over the runtime (server.watchdog_ms): %s", strerror(errno));
  life = NULL;
  return serve(arguments);
}

/** Takes the listener that a child sends: from now on it listens to words. Kept is the first one's. */
static void take_listener(int from) {
  char byte;
  struct iovec piece = {&byte, 1};
  passed_t passed;
  memset(&passed, 0, sizeof passed);
  struct msghdr message = message_of(&piece, &passed);
  if (recvmsg(from, &message, 0) <= 0) return;
  const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header == NULL || header->cmsg_type != SCM_RIGHTS) return;
  int descriptor;
  memcpy(&descriptor, CMSG_DATA(header), sizeof(int));
  if (listener != ISERE_NO_SOCKET) {
    close(descriptor);
    return;
  }
  listener = descriptor;
  (void)fcntl(listener, F_SETFD, FD_CLOEXEC);
}

/** Hands stops on to the child: as the signal to one that does not serve yet, as their number to one that does. */
static void take_signals(pid_t child, int to, bool is_serving) {
  char number;
  while (read(signal_pipe[0], &number, 1) == 1) {
    if (number == SIGCHLD) continue;
    uint8_t times = (uint8_t)(stops < UINT8_MAX ? ++stops : stops);
    if (is_serving) {
      (void)!write(to, &times, 1);
    } else if (child > 0) {
      (void)kill(child, number);
    }
  }
}

/** Waits for the child's end: waitpid's status. One that hangs is killed. */
static int watch(pid_t child, int with, uint32_t watchdog_ms) {
  uint32_t beats = 0;
  bool is_serving = false;
  int64_t since_us = isere_port_now_us();
  for (;;) {
    struct pollfd descriptors[2] = {{.fd = signal_pipe[0], .events = POLLIN}, {.fd = with, .events = POLLIN}};
    int count = poll(descriptors, is_serving ? 1 : 2, (int)(watchdog_ms / 4 + 1));
    if (count > 0 && descriptors[1].revents != 0) {
      take_listener(with);
      is_serving = true;
    }
    take_signals(child, with, is_serving);
    int status;
    if (waitpid(child, &status, WNOHANG) == child) return status;
    bool is_alive = life->beats != beats || life->is_waiting || listener == ISERE_NO_SOCKET;
    if (is_alive) {
      beats = life->beats;
      since_us = isere_port_now_us();
    } else if (isere_port_now_us() - since_us > (int64_t)watchdog_ms * 1000) {
      isere_log(ISERE_LOG_ERROR, NULL, "the runtime gave no sign of life for %lu ms (server.watchdog_ms); it is ended",
                (unsigned long)watchdog_ms);
      (void)kill(child, SIGKILL);
      since_us = isere_port_now_us();
    }
  }
}

/** The child begins as a process that nobody has touched. */
static int be_child(const int pair[2], const sigset_t *mask, const isere_posix_arguments_t *arguments,
                    int (*serve)(const isere_posix_arguments_t *)) {
  (void)setpgid(0, 0);
  handle_signals(SIG_DFL);
  (void)sigprocmask(SIG_SETMASK, mask, NULL);
  close(signal_pipe[0]);
  close(signal_pipe[1]);
  close(pair[0]);
  channel = pair[1];
  if (listener != ISERE_NO_SOCKET) isere_posix_inherit_listener(listener);
  return serve(arguments);
}

/** Starts a child and waits for its end. In the parent: CHILD_ENDED with its status, or NO_CHILD; in it: its exit code.
 */
static int run_child(const isere_posix_arguments_t *arguments, int (*serve)(const isere_posix_arguments_t *),
                     int *status) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return NO_CHILD;
  (void)fcntl(pair[0], F_SETFD, FD_CLOEXEC);
  (void)fcntl(pair[1], F_SETFD, FD_CLOEXEC);
  sigset_t all, mask;
  sigfillset(&all);
  (void)sigprocmask(SIG_SETMASK, &all, &mask);
  life->is_waiting = false;
  pid_t child = fork();
  if (child == 0) return be_child(pair, &mask, arguments, serve);
  int reason = errno;
  (void)sigprocmask(SIG_SETMASK, &mask, NULL);
  close(pair[1]);
  if (child > 0) *status = watch(child, pair[0], arguments->options.server_watchdog_ms);
  close(pair[0]);
  errno = reason;
  return child > 0 ? CHILD_ENDED : NO_CHILD;
}

/** Waits until the system may have a process to give. */
static void wait_for_process(void) {
  isere_log(ISERE_LOG_ERROR, NULL, "the runtime cannot be started afresh: %s; next attempt in %d ms", strerror(errno),
            RETRY_MS);
  struct pollfd descriptor = {.fd = signal_pipe[0], .events = POLLIN};
  (void)poll(&descriptor, 1, RETRY_MS);
  take_signals(0, -1, false);
}

/** As the child died, so does the parent: who waits for him shall see it. */
static int die_of(int number) {
  handle_signals(SIG_DFL);
  (void)raise(number);
  return ISERE_EXIT_BUG;
}

/** None for the first death, or the first one after a long life. */
static uint32_t next_pause_ms(uint32_t pause_ms, int64_t lived_us, bool is_first) {
  if (is_first || lived_us > (int64_t)LONG_LIFE_MS * 1000) return 0;
  if (pause_ms == 0) return FIRST_PAUSE_MS;
  return pause_ms * 2 < LAST_PAUSE_MS ? pause_ms * 2 : LAST_PAUSE_MS;
}

int isere_posix_supervise(const isere_posix_arguments_t *arguments, int (*serve)(const isere_posix_arguments_t *)) {
  /* A terminal is read by the group in its foreground alone. */
  bool reads_terminal = (arguments->exit_with_stdin || arguments->control) && isatty(STDIN_FILENO);
  if (arguments->options.server_watchdog_ms == 0 || reads_terminal) return serve(arguments);
  if (!prepare()) return serve_unwatched(arguments, serve);
  handle_signals(on_signal);
  for (;;) {
    int status = 0;
    int64_t began_us = isere_port_now_us();
    int result = run_child(arguments, serve, &status);
    if (result >= 0) return result;
    if (result == NO_CHILD && listener == ISERE_NO_SOCKET) {
      handle_signals(SIG_DFL);
      return serve_unwatched(arguments, serve);
    }
    if (result == NO_CHILD && stops > 0) return ISERE_EXIT_DONE;
    if (result == NO_CHILD) {
      wait_for_process();
      continue;
    }
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (stops > 0 || listener == ISERE_NO_SOCKET) return die_of(WTERMSIG(status));
    life->pause_ms = next_pause_ms(life->pause_ms, isere_port_now_us() - began_us, life->death[0] == '\0');
    (void)snprintf(life->death, sizeof life->death, "the runtime died of signal %d", WTERMSIG(status));
    isere_log(ISERE_LOG_ERROR, NULL, "%s; starting it afresh", life->death);
  }
}
