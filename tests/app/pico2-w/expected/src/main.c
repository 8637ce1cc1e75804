/* Made by isere 0.1.0 for the board pico2-w; not to be edited. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <isere/zephyr.h>

int main(void) {
  isere_zephyr_start();
  return 0;
}
