/**
 * @file
 * Waiting on macOS and the BSDs: kqueue, and a pipe to be woken by.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/event.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>

#include "posix.h"

/** Events taken from the kernel at once; the rest comes with the next wait. */
#define BATCH 64

static int queue = -1;
static int wake_pipe[2] = {-1, -1};

static void change(struct kevent *out, int fd, int filter, bool wanted, void *user) {
  EV_SET(out, (uintptr_t)fd, (int16_t)filter, wanted ? EV_ADD | EV_ENABLE : EV_DELETE, 0, 0, user);
}

int isere_port_poll_open(uint32_t max_sockets) {
  (void)max_sockets;
  queue = kqueue();
  if (queue < 0 || pipe(wake_pipe) != 0) return ISERE_EIO;
  (void)fcntl(queue, F_SETFD, FD_CLOEXEC);
  for (int i = 0; i < 2; i++) {
    (void)fcntl(wake_pipe[i], F_SETFL, O_NONBLOCK);
    (void)fcntl(wake_pipe[i], F_SETFD, FD_CLOEXEC);
  }
  struct kevent event;
  change(&event, wake_pipe[0], EVFILT_READ, true, NULL);
  return kevent(queue, &event, 1, NULL, 0, NULL) == 0 ? ISERE_OK : ISERE_EIO;
}

/** Adds or removes one filter; removing one that is not there is no error. */
static int apply(int fd, int filter, bool wanted, void *user) {
  struct kevent event;
  change(&event, fd, filter, wanted, user);
  if (kevent(queue, &event, 1, NULL, 0, NULL) == 0 || (!wanted && errno == ENOENT)) return ISERE_OK;
  return errno == ENOMEM ? ISERE_ENOMEM : ISERE_EIO;
}

int isere_port_poll_watch(isere_socket_t socket, uint32_t events, void *user) {
  int result = apply(socket, EVFILT_READ, (events & ISERE_PORT_READ) != 0, user);
  if (result == 0) result = apply(socket, EVFILT_WRITE, (events & ISERE_PORT_WRITE) != 0, user);
  return result;
}

void isere_port_poll_forget(isere_socket_t socket) {
  (void)isere_port_poll_watch(socket, 0, NULL);
}

static void drain_wake_pipe(void) {
  char bytes[64];
  while (read(wake_pipe[0], bytes, sizeof bytes) > 0) {
  }
}

/** The end of a stream can be read; only on the sending side does it mean that nobody listens any more. */
static uint32_t bits_of(const struct kevent *event) {
  if (event->flags & EV_ERROR) return ISERE_PORT_HANGUP;
  if (event->filter == EVFILT_READ) return ISERE_PORT_READ;
  return event->flags & EV_EOF ? ISERE_PORT_WRITE | ISERE_PORT_HANGUP : ISERE_PORT_WRITE;
}

int isere_port_poll_wait(isere_port_event_t *out, uint32_t max, int64_t timeout_us) {
  struct kevent events[BATCH];
  struct timespec timeout = {(time_t)(timeout_us / 1000000), (long)(timeout_us % 1000000 * 1000)};
  isere_posix_is_waiting(true);
  int count = kevent(queue, NULL, 0, events, max < BATCH ? (int)max : BATCH, timeout_us < 0 ? NULL : &timeout);
  isere_posix_is_waiting(false);
  if (count < 0) return errno == EINTR ? 0 : ISERE_EIO;
  int written = 0;
  for (int i = 0; i < count; i++) {
    if (events[i].udata == NULL) {
      drain_wake_pipe();
    } else {
      out[written++] = (isere_port_event_t){events[i].udata, bits_of(&events[i])};
    }
  }
  return written;
}

void isere_port_poll_wake(void) {
  int saved = errno;
  /* A full pipe wakes as well. */
  while (write(wake_pipe[1], "", 1) < 0 && errno == EINTR) {
  }
  errno = saved;
}
