/**
 * @file
 * Waiting on Linux: epoll, and an eventfd to be woken by.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "posix.h"

/** Events taken from the kernel at once; the rest comes with the next wait. */
#define BATCH 64

static int poll_fd = -1;
static volatile int wake_fd = -1;

int isere_port_poll_open(uint32_t max_sockets) {
  (void)max_sockets;
  poll_fd = epoll_create1(EPOLL_CLOEXEC);
  int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  if (poll_fd < 0 || fd < 0 || epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event) != 0) return ISERE_EIO;
  wake_fd = fd;
  return ISERE_OK;
}

int isere_port_poll_watch(isere_socket_t socket, uint32_t events, void *user) {
  struct epoll_event event = {.data.ptr = user};
  if (events & ISERE_PORT_READ) event.events |= EPOLLIN;
  if (events & ISERE_PORT_WRITE) event.events |= EPOLLOUT;
  /* Most sockets are watched once and never changed, so adding is what is tried first. */
  if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, socket, &event) == 0) return ISERE_OK;
  if (errno == EEXIST && epoll_ctl(poll_fd, EPOLL_CTL_MOD, socket, &event) == 0) return ISERE_OK;
  return errno == ENOMEM || errno == ENOSPC ? ISERE_ENOMEM : ISERE_EIO;
}

void isere_port_poll_forget(isere_socket_t socket) {
  struct epoll_event unused = {0};
  (void)epoll_ctl(poll_fd, EPOLL_CTL_DEL, socket, &unused);
}

/** Rounds up, so that a timer is due when the wait is over. */
static int to_ms(int64_t timeout_us) {
  if (timeout_us < 0) return -1;
  int64_t ms = (timeout_us + 999) / 1000;
  return ms > INT_MAX ? INT_MAX : (int)ms;
}

int isere_port_poll_wait(isere_port_event_t *out, uint32_t max, int64_t timeout_us) {
  struct epoll_event events[BATCH];
  isere_posix_is_waiting(true);
  int count = epoll_wait(poll_fd, events, max < BATCH ? (int)max : BATCH, to_ms(timeout_us));
  isere_posix_is_waiting(false);
  if (count < 0) return errno == EINTR ? 0 : ISERE_EIO;
  int written = 0;
  for (int i = 0; i < count; i++) {
    if (events[i].data.ptr == NULL) {
      uint64_t wakes;
      while (read(wake_fd, &wakes, sizeof wakes) < 0 && errno == EINTR) {
      }
      continue;
    }
    uint32_t bits = 0;
    if (events[i].events & EPOLLIN) bits |= ISERE_PORT_READ;
    if (events[i].events & EPOLLOUT) bits |= ISERE_PORT_WRITE;
    if (events[i].events & (EPOLLHUP | EPOLLERR)) bits |= ISERE_PORT_HANGUP;
    out[written++] = (isere_port_event_t){events[i].data.ptr, bits};
  }
  return written;
}

void isere_port_poll_wake(void) {
  const uint64_t one = 1;
  int saved = errno;
  while (write(wake_fd, &one, sizeof one) < 0 && errno == EINTR) {
  }
  errno = saved;
}
