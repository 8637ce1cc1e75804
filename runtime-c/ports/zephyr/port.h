/**
 * @file
 * What the files of this port share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_PORTS_ZEPHYR_PORT_H
#define ISERE_PORTS_ZEPHYR_PORT_H

#include <stdint.h>

#include "isere/server.h"

/** The bytes of a MAC address. */
#define ISERE__MAC_BYTES 6

/** Which end of the USB cable a MAC address is for. */
typedef enum { ISERE__MAC_DEVICE = 1, ISERE__MAC_HOST = 2 } isere__mac_side_t;

/**
 * Derives a MAC address from the chip's unique id: locally administered, the same at every start, different for the two
 * sides. Without such an id it is that of an id of zeros, so that two boards on one network would clash: the log warns.
 */
void isere__mac_derive(isere__mac_side_t side, uint8_t mac[ISERE__MAC_BYTES]);

/**
 * Makes Zephyr's network class as hosts want it: see usb_descriptors.c. To be called before usbd_init().
 *
 * @param descriptors  pointers to descriptors in RAM, the last one of length 0
 * @param mac_string_index  of the string descriptor that holds the host side's MAC address; 0 leaves it alone
 */
void isere__usb_mend_descriptors(void *const *descriptors, uint8_t mac_string_index);

/** The address of the first bulk endpoint towards the host among a class's descriptors (as above, or NULL); 0: none. */
uint8_t isere__usb_bulk_in(void *const *descriptors);

/** The longest label of a host name, bytes (RFC 1035, section 2.3.4). */
#define ISERE__HOSTNAME_BYTES 63

/**
 * Makes a host name of a function's name: small letters, digits and hyphens in between (RFC 1123, section 2.1).
 *
 * @return its length; 0 when nothing of the name can stand in one
 */
size_t isere__hostname_make(isere_str_t name, char out[ISERE__HOSTNAME_BYTES]);

/** Starts the USB device: 0 or ISERE_EIO. */
int isere__usb_start(void);

/** Gives the network interface its addresses and starts the DHCP server: 0 or ISERE_EIO. */
int isere__network_start(void);

/** Makes the board answer to NAME.local, where NAME is made of the function's; without CONFIG_NET_HOSTNAME_DYNAMIC no.
 */
void isere__network_set_name(isere_str_t function);

/** Loads the function that is in charge; with none the server is told why. */
void isere__slots_load(isere_server_t *server);

/** Sets the options that stand in the storage partition, with CONFIG_ISERE_STORAGE_OPTIONS. */
void isere__storage_options(isere_options_t *options);

/** How much of the memory for isere_port_reserve is in use, and how much there is, bytes. */
size_t isere__memory_used(void);
size_t isere__memory_size(void);

/**
 * Starts the chip's watchdog, which isere_port_alive() feeds; a board without one is not watched.
 *
 * @param timeout_ms  without a sign of life; 0: nobody is to watch
 */
void isere__watchdog_start(uint32_t timeout_ms);

/** How long a wait for sockets may be so that the watchdog is fed in time, ms; negative: as long as it likes. */
int isere__watchdog_longest_wait_ms(void);

/* --- crashes.c: what a reset does not wipe out ---------------------------------------------------------------- */

/** A run begins: logs how the one before ended if that was a crash. Before the watchdog starts. */
void isere__crashes_begin(void);
/** The run ends by a fault; called while nothing else runs any more. */
void isere__crashes_note_fault(uint32_t reason, uint32_t pc);
/** A function serves: if that lasts, crashes before it are forgotten. */
void isere__crashes_serve(void);
uint32_t isere__crashes_in_a_row(void);
/** How many of the slots in charge have brought the board down often enough. */
uint32_t isere__crashes_slots_to_skip(void);

/** The TCP port to listen on. */
uint16_t isere__http_port(void);

#endif
