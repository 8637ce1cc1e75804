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
 * Starts a thread with a stack of its own that starts USB and the network as configured, loads the function from its
 * slot and serves it. Returns at once; to be called once. What goes wrong stands in the log; a network that does not
 * start keeps nothing else from starting.
 */
void isere_zephyr_start(void);

#ifdef __cplusplus
}
#endif
#endif
