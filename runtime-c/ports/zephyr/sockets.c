/**
 * @file
 * Sockets, on Zephyr's own (zsock_*).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <string.h>
#include <zephyr/kernel.h>
#include <zephyr/net/socket.h>
#include <zephyr/sys/fdtable.h>

#include "../sockets/bind_error.h"
#include "isere/port.h"

enum {
  MAX_PIECES = 4,
  /**
   * Connections that may wait to be taken. On Zephyr's stack each has a context of its own, so there are no more than
   * that; the start of one beyond is dropped, and said again by the client. A host's stack has room for many.
   */
  BACKLOG = IS_ENABLED(CONFIG_NET_SOCKETS_OFFLOAD) ? 128 : 8,
};

static int make_quiet(int socket) {
  return zsock_fcntl(socket, ZVFS_F_SETFL, ZVFS_O_NONBLOCK);
}

static void send_at_once(int socket) {
  int on = 1;
  (void)zsock_setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/* --- listening ---------------------------------------------------------------------------------------------- */

typedef union {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} address_t;

/** @return the address's length, or 0 for a text that is none */
static socklen_t parse_address(const char *host, uint16_t port, address_t *out) {
  memset(out, 0, sizeof(*out));
  if (zsock_inet_pton(AF_INET, host, &out->v4.sin_addr) == 1) {
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons(port);
    return sizeof(out->v4);
  }
  if (IS_ENABLED(CONFIG_NET_IPV6) && zsock_inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1) {
    out->v6.sin6_family = AF_INET6;
    out->v6.sin6_port = htons(port);
    return sizeof(out->v6);
  }
  return 0;
}

static uint16_t port_of(int socket, uint16_t wanted) {
  address_t address;
  socklen_t len = sizeof(address);
  if (wanted != 0 || zsock_getsockname(socket, &address.any, &len) != 0) return wanted;
  return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

isere_socket_t isere_port_listen(const char *host, uint16_t port, uint16_t *bound_port) {
  address_t address;
  socklen_t len = parse_address(host, port, &address);
  if (len == 0) return ISERE_EINVAL;
  int listener = zsock_socket(address.any.sa_family, SOCK_STREAM, IPPROTO_TCP);
  if (listener < 0) return isere__bind_error(errno);
  int on = 1;
  (void)zsock_setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (make_quiet(listener) == 0 && zsock_bind(listener, &address.any, len) == 0 &&
      zsock_listen(listener, BACKLOG) == 0) {
    *bound_port = port_of(listener, port);
    return listener;
  }
  int result = isere__bind_error(errno);
  (void)zsock_close(listener);
  return result;
}

isere_socket_t isere_port_accept(isere_socket_t listener) {
  for (;;) {
    address_t address;
    socklen_t len = sizeof(address);
    int socket = zsock_accept(listener, &address.any, &len);
    if (socket >= 0) {
      if (make_quiet(socket) == 0) {
        send_at_once(socket);
        return socket;
      }
      (void)zsock_close(socket);
      continue;
    }
    switch (errno) {
      case EINTR:
      case ECONNABORTED:
        continue;
      case EAGAIN:
        return ISERE_EAGAIN;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return ISERE_ENOMEM;
      default:
        return ISERE_EIO;
    }
  }
}

/* --- bytes -------------------------------------------------------------------------------------------------- */

ptrdiff_t isere_port_receive(isere_socket_t socket, void *out, size_t len) {
  for (;;) {
    ssize_t count = zsock_recv(socket, out, len, ZSOCK_MSG_DONTWAIT);
    if (count >= 0) return count;
    if (errno != EINTR) return errno == EAGAIN ? ISERE_EAGAIN : ISERE_ECLOSED;
  }
}

ptrdiff_t isere_port_send(isere_socket_t socket, const isere_port_piece_t *pieces, size_t count) {
  struct iovec vectors[MAX_PIECES];
  if (count > MAX_PIECES) count = MAX_PIECES;
  for (size_t i = 0; i < count; i++) {
    vectors[i].iov_base = (void *)(uintptr_t)pieces[i].ptr;
    vectors[i].iov_len = pieces[i].len;
  }
  struct msghdr message = {.msg_iov = vectors, .msg_iovlen = count};
  for (;;) {
    ssize_t sent = zsock_sendmsg(socket, &message, ZSOCK_MSG_DONTWAIT);
    if (sent >= 0) return sent;
    if (errno == EINTR) continue;
    if (errno == ENOBUFS || errno == ENOMEM) {
      /* The pool of packets is empty, and poll would call the socket writable at once: let the network drain it. */
      k_sleep(K_MSEC(1));
      return ISERE_EAGAIN;
    }
    return errno == EAGAIN ? ISERE_EAGAIN : ISERE_ECLOSED;
  }
}

int isere_port_shutdown(isere_socket_t socket) {
  return zsock_shutdown(socket, ZSOCK_SHUT_WR) == 0 ? ISERE_OK : ISERE_EIO;
}

void isere_port_close(isere_socket_t socket) {
  isere_port_poll_forget(socket);
  (void)zsock_close(socket);
}
