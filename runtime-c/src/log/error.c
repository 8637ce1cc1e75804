/**
 * @file
 * Words for error codes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/error.h"

const char *isere_error_text(int error) {
  switch (error) {
    case ISERE_OK:
      return "success";
    case ISERE_EINVAL:
      return "invalid argument";
    case ISERE_ENOMEM:
      return "out of memory";
    case ISERE_EIO:
      return "the platform reported a failure";
    case ISERE_EAGAIN:
      return "not now";
    case ISERE_ECLOSED:
      return "the peer is gone";
    case ISERE_EBADIMAGE:
      return "malformed function image";
    case ISERE_EMISMATCH:
      return "the function image does not fit this runtime";
    case ISERE_EEXCEPTION:
      return "JavaScript threw an exception";
    case ISERE_ETIMEOUT:
      return "JavaScript ran too long";
    case ISERE_ERANGE:
      return "over the limit";
    case ISERE_EADDRINUSE:
      return "address already in use";
    case ISERE_ENOCLOCK:
      return "the clock is not set";
    case ISERE_ENOENT:
      return "not found";
    case ISERE_EACCES:
      return "permission denied";
    case ISERE_ESUPERSEDED:
      return "a later one took its place";
    default:
      return "unknown error";
  }
}
