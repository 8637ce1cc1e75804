/**
 * @file
 * Waiting, on zsock_poll, with a descriptor of our own that ends the wait.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <zephyr/kernel.h>
#include <zephyr/net/socket.h>
#include <zephyr/sys/fdtable.h>

#include "isere/port.h"
#include "port.h"

/* Each socket may need two of these: one for reading, one for writing. */
BUILD_ASSERT(CONFIG_ZVFS_POLL_MAX >= 2 * (CONFIG_ISERE_HTTP_MAX_CONNECTIONS + 1) + 1,
             "CONFIG_ZVFS_POLL_MAX has to be at least 2 * (CONFIG_ISERE_HTTP_MAX_CONNECTIONS + 1) + 1");

/** Place 0 is the wake-up; the sockets follow. */
static struct zsock_pollfd *watched;
static void **users;
static uint32_t count;
static uint32_t capacity;

/* --- the wake-up -------------------------------------------------------------------------------------------- */

/* An eventfd takes a mutex when it is written; raising a signal may be done in an interrupt too. */
static struct k_poll_signal wake_signal = K_POLL_SIGNAL_INITIALIZER(wake_signal);

static int wake_prepare(va_list arguments) {
  (void)va_arg(arguments, struct zsock_pollfd *);
  struct k_poll_event **event = va_arg(arguments, struct k_poll_event **);
  struct k_poll_event *end = va_arg(arguments, struct k_poll_event *);
  if (*event == end) return -ENOMEM;
  k_poll_event_init(*event, K_POLL_TYPE_SIGNAL, K_POLL_MODE_NOTIFY_ONLY, &wake_signal);
  (*event)++;
  return 0;
}

static int wake_update(va_list arguments) {
  struct zsock_pollfd *descriptor = va_arg(arguments, struct zsock_pollfd *);
  struct k_poll_event **event = va_arg(arguments, struct k_poll_event **);
  if ((*event)->state != K_POLL_STATE_NOT_READY) descriptor->revents |= ZSOCK_POLLIN;
  (*event)++;
  return 0;
}

static int wake_ioctl(void *object, unsigned int request, va_list arguments) {
  ARG_UNUSED(object);
  switch (request) {
    case ZFD_IOCTL_POLL_PREPARE:
      return wake_prepare(arguments);
    case ZFD_IOCTL_POLL_UPDATE:
      return wake_update(arguments);
    default:
      errno = ENOTSUP;
      return -1;
  }
}

static const struct fd_op_vtable wake_operations = {.ioctl = wake_ioctl};

void isere_port_poll_wake(void) {
  (void)k_poll_signal_raise(&wake_signal, 0);
}

/* --- the table ---------------------------------------------------------------------------------------------- */

int isere_port_poll_open(uint32_t max_sockets) {
  watched = isere_port_reserve((max_sockets + 1) * sizeof(*watched));
  users = isere_port_reserve((max_sockets + 1) * sizeof(*users));
  int wake = zvfs_reserve_fd();
  if (watched == NULL || users == NULL || wake < 0) return ISERE_ENOMEM;
  zvfs_finalize_fd(wake, &wake_signal, &wake_operations);
  watched[0].fd = wake;
  watched[0].events = ZSOCK_POLLIN;
  count = 1;
  capacity = max_sockets + 1;
  return ISERE_OK;
}

/** A socket that is watched for nothing stands as -1 - fd: Zephyr's poll would report its end over and over. */
static bool stands_for(int fd, isere_socket_t socket) {
  return fd == socket || fd == -1 - socket;
}

static uint32_t place_of(isere_socket_t socket) {
  for (uint32_t i = 1; i < count; i++) {
    if (stands_for(watched[i].fd, socket)) return i;
  }
  return 0;
}

int isere_port_poll_watch(isere_socket_t socket, uint32_t events, void *user) {
  uint32_t place = place_of(socket);
  if (place == 0) {
    if (count == capacity) return ISERE_ENOMEM;
    place = count++;
  }
  watched[place].fd = events != 0 ? socket : -1 - socket;
  watched[place].events = (short)(((events & ISERE_PORT_READ) != 0 ? ZSOCK_POLLIN : 0) |
                                  ((events & ISERE_PORT_WRITE) != 0 ? ZSOCK_POLLOUT : 0));
  users[place] = user;
  return ISERE_OK;
}

void isere_port_poll_forget(isere_socket_t socket) {
  uint32_t place = place_of(socket);
  if (place == 0) return;
  count--;
  watched[place] = watched[count];
  users[place] = users[count];
}

/* --- waiting ------------------------------------------------------------------------------------------------ */

/**
 * What happened to a socket. Zephyr's POLLHUP says that the peer has sent its FIN, so it is something to read; a socket
 * that is watched for writing alone is told to try, which ends well or with an error.
 */
static uint32_t events_of(const struct zsock_pollfd *descriptor) {
  uint32_t events = 0;
  if ((descriptor->revents & (ZSOCK_POLLERR | ZSOCK_POLLNVAL)) != 0) events |= ISERE_PORT_HANGUP;
  if ((descriptor->revents & ZSOCK_POLLIN) != 0) events |= ISERE_PORT_READ;
  if ((descriptor->revents & ZSOCK_POLLOUT) != 0) events |= ISERE_PORT_WRITE;
  if ((descriptor->revents & ZSOCK_POLLHUP) != 0) {
    events |= (descriptor->events & ZSOCK_POLLIN) != 0 ? ISERE_PORT_READ : ISERE_PORT_WRITE;
  }
  return events;
}

static int timeout_ms_of(int64_t timeout_us) {
  int longest = isere__watchdog_longest_wait_ms();
  if (timeout_us < 0) return longest;
  /* Up, or the loop would turn idly through the last part of a millisecond. */
  int64_t ms = (timeout_us + 999) / 1000;
  if (longest < 0) longest = INT_MAX;
  return ms < longest ? (int)ms : longest;
}

/** Where the next wait starts to look, so that a batch that is full of the first sockets does not starve the last. */
static uint32_t first_place = 1;

/** Reports up to @p max sockets; false in *is_real when all that happened is an end that nobody waits for. */
static uint32_t gather(isere_port_event_t *out, uint32_t max, bool *is_real) {
  uint32_t found = 0;
  uint32_t sockets = count - 1;
  if (first_place > sockets) first_place = 1;
  uint32_t place = first_place;
  for (uint32_t i = 0; i < sockets && found < max; i++) {
    const struct zsock_pollfd *descriptor = &watched[place];
    if (descriptor->fd >= 0 && descriptor->revents != 0) {
      out[found++] = (isere_port_event_t){.user = users[place], .events = events_of(descriptor)};
      *is_real = *is_real || (descriptor->revents & ~ZSOCK_POLLHUP) != 0;
    }
    place = place < sockets ? place + 1 : 1;
  }
  first_place = place;
  return found;
}

int isere_port_poll_wait(isere_port_event_t *out, uint32_t max, int64_t timeout_us) {
  int timeout_ms = timeout_ms_of(timeout_us);
  isere_port_alive();
  int ready = zsock_poll(watched, (int)count, timeout_ms);
  isere_port_alive();
  if (ready < 0) return errno == EINTR ? 0 : ISERE_EIO;
  if (ready == 0) return 0;
  bool is_real = watched[0].revents != 0;
  if (is_real) k_poll_signal_reset(&wake_signal);
  uint32_t found = gather(out, max, &is_real);
  /* Zephyr's poll returns at once while a socket stands at its end, whatever it is watched for. Threads below this one
   * need the processor too. */
  if (!is_real && timeout_ms != 0) k_sleep(K_MSEC(1));
  return (int)found;
}
