/**
 * @file
 * The command line of native_sim: --http-port=N.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <cmdline.h>
#include <soc.h>
#include <zephyr/kernel.h>

#include "port.h"

static uint32_t http_port = CONFIG_ISERE_HTTP_PORT;

static void add_arguments(void) {
  static struct args_struct_t arguments[] = {
      {.option = "http-port",
       .name = "port",
       .type = 'u',
       .dest = (void *)&http_port,
       .descript = "Port to listen on; 0 lets the host choose"},
      ARG_TABLE_ENDMARKER,
  };
  native_add_command_line_opts(arguments);
}

NATIVE_TASK(add_arguments, PRE_BOOT_1, 1);

uint16_t isere__http_port(void) {
  return http_port <= UINT16_MAX ? (uint16_t)http_port : 0;
}
