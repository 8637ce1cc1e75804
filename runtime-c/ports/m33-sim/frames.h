/**
 * @file
 * The frames between the emulated chip and the host that drives it. docs/m33-sim.md describes them for a host.
 *
 * A frame is 8 bytes of header (payload length: 4 bytes; connection: 2; kind: 1; zero: 1; little-endian) and the
 * payload.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_M33_SIM_FRAMES_H
#define ISERE_M33_SIM_FRAMES_H

/** Version of this protocol; the HELLO frame tells it. */
#define ISERE_SIM_PROTOCOL 1

enum {
  ISERE_SIM_HEADER_BYTES = 8,
  /** Connections are numbered from 0 to this, exclusive. */
  ISERE_SIM_CONNECTIONS = 128,
  /** Bytes that may be under way to the runtime on one connection. */
  ISERE_SIM_RECEIVE_BYTES = 65536,
  /** All the options of one start together. */
  ISERE_SIM_OPTION_BYTES = 4096,
};

/** From the host to the chip. */
enum {
  ISERE_SIM_OPTION = 1, /**< "key=value", for the next START */
  ISERE_SIM_IMAGE = 2,  /**< a function image: goes into the function slot, and stays there */
  ISERE_SIM_START = 3,  /**< reset; start the runtime with the image and the options; ends the host's turn */
  ISERE_SIM_OPEN = 4,   /**< a client connects */
  ISERE_SIM_DATA = 5,   /**< bytes from the client */
  ISERE_SIM_END = 6,    /**< the client will send no more (FIN) */
  ISERE_SIM_RESET = 7,  /**< the client is gone (RST) */
  ISERE_SIM_WINDOW = 8, /**< 4 bytes: how many bytes the client takes from now on; 2^32 - 1: no limit, as at first */
  ISERE_SIM_RUN = 9,    /**< 8 bytes: us of idle time that may pass; ends the host's turn */
  ISERE_SIM_STOP = 10,  /**< as the first SIGTERM: stop accepting, drain */
  ISERE_SIM_CLOCK = 11, /**< 8 bytes: what the wall clock says now, ms since 1970; before the first it is not set */
  ISERE_SIM_SEED = 12,  /**< 8 bytes: what the entropy of the STARTs from now on is made of; at first 0 */
  ISERE_SIM_EXIT = 13,  /**< end the emulator with exit code 0 */
};

/** From the chip to the host. */
enum {
  ISERE_SIM_HELLO = 64,   /**< once, first: lines "name=value" */
  ISERE_SIM_READY = 65,   /**< a report: started, and waits; the host's turn */
  ISERE_SIM_FAILED = 66,  /**< 4 bytes: an ISERE_E... code, then a sentence: not started; the host's turn */
  ISERE_SIM_OUTPUT = 67,  /**< bytes to the client */
  ISERE_SIM_FIN = 68,     /**< the runtime will send no more */
  ISERE_SIM_CLOSED = 69,  /**< the runtime has closed or refused the connection; its number is free */
  ISERE_SIM_TAKEN = 70,   /**< 4 bytes: how many bytes the runtime has received since the last turn */
  ISERE_SIM_LOG = 71,     /**< 1 byte level, 1 byte length of the request id, the id, the text */
  ISERE_SIM_IDLE = 72,    /**< a report: nothing more to do; the host's turn */
  ISERE_SIM_STOPPED = 73, /**< a report: drained after STOP; the host's turn, and only START does something */
  ISERE_SIM_FAULT = 74,   /**< a sentence; the emulator ends with exit code 4 */
};

/** A report: 8 bytes each, in this order. A later version may add some behind them. */
enum {
  ISERE_SIM_NOW_US,            /**< the monotonic clock */
  ISERE_SIM_DUE_US,            /**< us from now to the next timer; 2^64 - 1: none is set */
  ISERE_SIM_INSTRUCTIONS,      /**< spent since RUN, or from reset to READY */
  ISERE_SIM_SENT_INSTRUCTIONS, /**< ... until the last byte was given out for sending; 0: nothing was */
  ISERE_SIM_HEAP_USED,         /**< JavaScript heap, bytes */
  ISERE_SIM_HEAP_PEAK,
  ISERE_SIM_HEAP_LIMIT,
  ISERE_SIM_HEAP_LARGEST_FREE,
  ISERE_SIM_STACK_PEAK, /**< bytes */
  ISERE_SIM_STACK_SIZE,
  ISERE_SIM_RAM_STATIC,   /**< bytes of variables */
  ISERE_SIM_RAM_RESERVED, /**< bytes that the runtime has reserved, the JavaScript heap among them */
  ISERE_SIM_RAM_SIZE,     /**< bytes that there are for variables, reserved memory and stack */
  ISERE_SIM_FLASH_USED,   /**< bytes of code and constants */
  ISERE_SIM_FLASH_SIZE,
  ISERE_SIM_REPORT_FIELDS,
};

#endif
