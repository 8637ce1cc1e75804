/**
 * @file
 * Error codes of the runtime: 0 or more is success, negative is one of these.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_ERROR_H
#define ISERE_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/** What a function of the runtime returns when it fails. The values are stable. */
typedef enum {
  ISERE_OK = 0,
  ISERE_EINVAL = -1,       /**< an argument is outside of what the function takes */
  ISERE_ENOMEM = -2,       /**< no room: the arena, a pool or a fixed table is full */
  ISERE_EIO = -3,          /**< the platform reported a failure */
  ISERE_EAGAIN = -4,       /**< nothing can be done now; wait for the next event */
  ISERE_ECLOSED = -5,      /**< the peer is gone */
  ISERE_EBADIMAGE = -6,    /**< a function image is malformed; see isere_image_error */
  ISERE_EMISMATCH = -7,    /**< a well-formed image wants another runtime, engine or more than there is */
  ISERE_EEXCEPTION = -8,   /**< JavaScript threw; the log has the reason */
  ISERE_ETIMEOUT = -9,     /**< JavaScript ran longer than it may; the context must be recycled */
  ISERE_ERANGE = -10,      /**< a number or a size is over its limit */
  ISERE_EADDRINUSE = -11,  /**< the address to listen on is taken */
  ISERE_ENOCLOCK = -12,    /**< the wall clock is not set */
  ISERE_ENOENT = -13,      /**< there is no such thing */
  ISERE_EACCES = -14,      /**< the platform forbids it */
  ISERE_ESUPERSEDED = -15, /**< a later order took its place */
} isere_error_t;

/** A short English phrase for @p error, never NULL; "unknown error" for other values. */
const char *isere_error_text(int error);

#ifdef __cplusplus
}
#endif
#endif
