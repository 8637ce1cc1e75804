# Debian's bare-metal Arm compiler with picolibc: packages gcc-arm-none-eabi and picolibc-arm-none-eabi.
#
# SPDX-License-Identifier: Apache-2.0
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR cortex-m33)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

find_program(ISERE_ARM_GCC arm-none-eabi-gcc)
if(NOT ISERE_ARM_GCC)
  message(FATAL_ERROR "error: no arm-none-eabi-gcc found\n"
    "help: sudo apt-get install gcc-arm-none-eabi picolibc-arm-none-eabi qemu-system-arm")
endif()
set(CMAKE_C_COMPILER "${ISERE_ARM_GCC}")
set(CMAKE_ASM_COMPILER "${ISERE_ARM_GCC}")

# What decides the code that comes out is what Zephyr 4.3 gives the compiler for rpi_pico2/rp2350a/m33, whose FPU stays
# off.
set(CMAKE_ASM_FLAGS_INIT "-mcpu=cortex-m33 -mthumb")
set(CMAKE_C_FLAGS_INIT
  "--specs=picolibc.specs -mcpu=cortex-m33 -mthumb -mabi=aapcs -mfp16-format=ieee -fno-pic -fno-strict-aliasing \
-fno-common -fno-defer-pop -fno-reorder-functions -fno-printf-return-value -fno-asynchronous-unwind-tables \
-ffunction-sections -fdata-sections")
