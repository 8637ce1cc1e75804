/**
 * @file
 * Sockets.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../sockets/bind_error.h"
#include "posix.h"

/** Connections that may wait to be taken; the platform cuts it to what it allows. */
#define BACKLOG 1024
/** Pieces of one send. */
#define MAX_PIECES 4

#if !defined(MSG_NOSIGNAL)
#define MSG_NOSIGNAL 0
#endif

static void set_option(int socket, int level, int option) {
  int on = 1;
  (void)setsockopt(socket, level, option, &on, sizeof on);
}

/** What accept4 and SOCK_NONBLOCK do where they exist. */
static int make_quiet(int socket) {
  int flags = fcntl(socket, F_GETFL);
  if (flags < 0 || fcntl(socket, F_SETFL, flags | O_NONBLOCK) < 0) return -1;
  return fcntl(socket, F_SETFD, FD_CLOEXEC);
}

/* --- listening ---------------------------------------------------------------------------------------------- */

static int resolve(const char *host, uint16_t port, struct addrinfo **out) {
  char service[8];
  snprintf(service, sizeof service, "%u", port);
  const struct addrinfo hints = {
      .ai_family = AF_UNSPEC,
      .ai_socktype = SOCK_STREAM,
      .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
  };
  return getaddrinfo(host, service, &hints, out) == 0 ? ISERE_OK : ISERE_EINVAL;
}

static uint16_t port_of(int socket) {
  struct sockaddr_storage address;
  socklen_t len = sizeof address;
  if (getsockname(socket, (struct sockaddr *)&address, &len) != 0) return 0;
  if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
  return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static isere_socket_t last_listener = ISERE_NO_SOCKET;
static bool is_inherited;

isere_socket_t isere_posix_listener(void) {
  return last_listener;
}

void isere_posix_inherit_listener(isere_socket_t listener) {
  last_listener = listener;
  is_inherited = true;
}

static isere_socket_t listen_anew(const char *host, uint16_t port, uint16_t *bound_port) {
  struct addrinfo *address;
  if (resolve(host, port, &address) < 0) return ISERE_EINVAL;
  int result = ISERE_EIO;
  int listener = socket(address->ai_family, SOCK_STREAM, 0);
  if (listener < 0) {
    result = isere__bind_error(errno);
  } else {
    set_option(listener, SOL_SOCKET, SO_REUSEADDR);
    /* Connections inherit it. */
    set_option(listener, IPPROTO_TCP, TCP_NODELAY);
    if (make_quiet(listener) == 0 && bind(listener, address->ai_addr, address->ai_addrlen) == 0 &&
        listen(listener, BACKLOG) == 0) {
      *bound_port = port_of(listener);
      result = listener;
    } else {
      result = isere__bind_error(errno);
      close(listener);
    }
  }
  freeaddrinfo(address);
  return result;
}

isere_socket_t isere_port_listen(const char *host, uint16_t port, uint16_t *bound_port) {
  if (is_inherited) {
    *bound_port = port_of(last_listener);
    return last_listener;
  }
  isere_socket_t listener = listen_anew(host, port, bound_port);
  if (listener >= 0) last_listener = listener;
  return listener;
}

static int take(int listener) {
#if defined(__linux__)
  return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
  int socket = accept(listener, NULL, NULL);
  if (socket < 0) return socket;
#if defined(SO_NOSIGPIPE)
  set_option(socket, SOL_SOCKET, SO_NOSIGPIPE);
#endif
  set_option(socket, IPPROTO_TCP, TCP_NODELAY);
  if (make_quiet(socket) == 0) return socket;
  close(socket);
  errno = ECONNABORTED;
  return -1;
#endif
}

isere_socket_t isere_port_accept(isere_socket_t listener) {
  for (;;) {
    int socket = take(listener);
    if (socket >= 0) return socket;
    switch (errno) {
      case EINTR:
      case ECONNABORTED: /* the client went away again; the next one may be there */
        continue;
      case EAGAIN:
#if EWOULDBLOCK != EAGAIN
      case EWOULDBLOCK:
#endif
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

/** What a failed call on a connection means: wait, or the connection is over. */
static ptrdiff_t error_of_transfer(void) {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ? ISERE_EAGAIN : ISERE_ECLOSED;
}

ptrdiff_t isere_port_receive(isere_socket_t socket, void *out, size_t len) {
  for (;;) {
    ssize_t count = recv(socket, out, len, 0);
    if (count >= 0) return count;
    if (errno != EINTR) return error_of_transfer();
  }
}

ptrdiff_t isere_port_send(isere_socket_t socket, const isere_port_piece_t *pieces, size_t count) {
  struct iovec vectors[MAX_PIECES];
  if (count > MAX_PIECES) count = MAX_PIECES;
  for (size_t i = 0; i < count; i++) {
    vectors[i].iov_base = (void *)(uintptr_t)pieces[i].ptr;
    vectors[i].iov_len = pieces[i].len;
  }
  struct msghdr message = {.msg_iov = vectors};
  message.msg_iovlen = count;
  for (;;) {
    ssize_t sent =
        count == 1 ? send(socket, pieces[0].ptr, pieces[0].len, MSG_NOSIGNAL) : sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    if (errno != EINTR) return error_of_transfer();
  }
}

int isere_port_shutdown(isere_socket_t socket) {
  return shutdown(socket, SHUT_WR) == 0 ? ISERE_OK : ISERE_EIO;
}

void isere_port_close(isere_socket_t socket) {
  /* Whoever watches has the listener too, and would keep it open: clients would wait for nobody. */
  if (socket == last_listener) {
    (void)shutdown(socket, SHUT_RDWR);
    last_listener = ISERE_NO_SOCKET;
  }
  (void)close(socket);
}
