/**
 * @file
 * Control messages on standard input (docs/control-messages.md).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_POSIX_CONTROL_H
#define ISERE_POSIX_CONTROL_H

#include "isere/server.h"

/**
 * Takes control messages from now on. The function of @p server is loaded.
 *
 * @param on_end  called once, when standard input ends, cannot be waited for, or holds what is no message
 * @return false when there is no memory for images
 */
bool isere_posix_control(isere_server_t *server, void (*on_end)(void));

#endif
