/**
 * @file
 * What the errno of a socket that cannot listen means to the runtime. For all ports whose platform has BSD's sockets.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_PORTS_SOCKETS_BIND_ERROR_H
#define ISERE_PORTS_SOCKETS_BIND_ERROR_H

#include <errno.h>

#include "isere/error.h"

/** @return the ISERE_E... for the @p error of socket(), bind() or listen() */
static inline int isere__bind_error(int error) {
  switch (error) {
    case EADDRINUSE:
      return ISERE_EADDRINUSE;
    case EACCES:
    case EPERM:
      return ISERE_EACCES;
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
      return ISERE_EINVAL;
    default:
      return ISERE_EIO;
  }
}

#endif
