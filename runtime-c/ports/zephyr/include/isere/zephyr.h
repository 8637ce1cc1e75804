/**
 * @file
 * isère in a Zephyr application: one call starts all of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_ZEPHYR_H
#define ISERE_ZEPHYR_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Starts USB and the network as configured, then a thread with a stack of its own that loads the function from its slot
 * and serves it. Returns at once; to be called once.
 *
 * @return 0, or ISERE_EIO when the USB device or the network could not be set up (the log has the reason; the thread
 *         runs all the same)
 */
int isere_zephyr_start(void);

#ifdef __cplusplus
}
#endif
#endif
