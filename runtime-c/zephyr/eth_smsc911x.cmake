# Zephyr's driver for the SMSC LAN9118, with a mend: isere_mended_eth_smsc911x() compiles a copy of it.
#
# Its interrupt serves one frame and returns; once it has seen that none is left it clears the flag of received frames. A
# frame that comes between that look and the clearing waits until the next one comes, which is when its sender has given up
# waiting for an answer: 2 s, about once in 300 requests on QEMU. Cleared first, and with all frames served, the flag says so
# again for each that comes later. (Data sheet of the LAN9118, INT_STS: bits are cleared by writing ones.)
#
# SPDX-License-Identifier: Apache-2.0

function(isere_mended_eth_smsc911x)
  set(from "${ZEPHYR_BASE}/drivers/ethernet/eth_smsc911x.c")
  set(to "${CMAKE_CURRENT_BINARY_DIR}/eth_smsc911x.c")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${from}")
  file(READ "${from}" driver)
  set(guard "if (int_status & BIT(SMSC9220_INTERRUPT_RXSTATUS_FIFO_LEVEL)) {")
  string(FIND "${driver}" "${guard}" found)
  if(found EQUAL -1)
    message(WARNING "Zephyr's driver eth_smsc911x is not the one that was mended; it is taken as it is")
  endif()
  string(REPLACE "${guard}"
    "SMSC9220->INT_STS = int_status;
	int_status = 0U;
	while (BFIELD(SMSC9220->RX_FIFO_INF, RX_FIFO_INF_RXSUSED) != 0U) {" driver "${driver}")
  file(CONFIGURE OUTPUT "${to}" CONTENT "${driver}" @ONLY)

  zephyr_library_named(isere_eth_smsc911x)
  zephyr_library_sources("${to}")
  zephyr_library_include_directories("${ZEPHYR_BASE}/drivers" "${ZEPHYR_BASE}/drivers/ethernet")
endfunction()
