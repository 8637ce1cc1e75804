# Zephyr's driver for the SMSC LAN9118, with receiving of our own: isere_mended_eth_smsc911x() compiles a copy of it.
#
# Zephyr's loses the card in three ways, each seen on QEMU:
# - Its interrupt serves one frame and returns; once it has seen that none is left it clears the flag of received frames. A
#   frame that comes between that look and the clearing waits until the next one comes, which is when its sender has given
#   up waiting for an answer: 2 s, about once in 300 requests.
# - A frame that finds no buffer is left to the card's fast forward, which in QEMU's card never frees its room: after a
#   client that sent 1,500 bytes one by one, the card heard nothing any more.
# - It has no room for the padding of a full-size frame, which then goes the same way.
# It also sleeps for 2 s at start-up, which a real card needs and QEMU's does not.
#
# SPDX-License-Identifier: Apache-2.0

function(isere_mended_eth_smsc911x)
  set(from "${ZEPHYR_BASE}/drivers/ethernet/eth_smsc911x.c")
  set(to "${CMAKE_CURRENT_BINARY_DIR}/eth_smsc911x.c")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${from}")
  file(READ "${from}" driver)
  string(FIND "${driver}" "static void smsc_discard_pkt(void)" receiving)
  string(FIND "${driver}" "/* Bindings to the platform */" bindings)
  if(receiving EQUAL -1 OR bindings LESS receiving)
    message(FATAL_ERROR "Zephyr's driver eth_smsc911x is not the one that eth_smsc911x.cmake mends")
  else()
    string(SUBSTRING "${driver}" 0 ${receiving} head)
    string(SUBSTRING "${driver}" ${bindings} -1 tail)
    if(CONFIG_NET_QEMU_ETHERNET)
      string(REPLACE "k_sleep(K_MSEC(2000));" "" head "${head}")
    endif()
    set(driver "${head}#include \"eth_smsc911x_receive.h\"\n\n${tail}")
  endif()
  file(CONFIGURE OUTPUT "${to}" CONTENT "${driver}" @ONLY)

  zephyr_library_named(isere_eth_smsc911x)
  zephyr_library_sources("${to}")
  zephyr_library_include_directories("${CMAKE_CURRENT_FUNCTION_LIST_DIR}" "${ZEPHYR_BASE}/drivers" "${ZEPHYR_BASE}/drivers/ethernet")
endfunction()
