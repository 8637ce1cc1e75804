# What the runtime consists of, room by room. Read by CMakeLists.txt and by the Zephyr module.
# Paths are relative to this folder.
#
# SPDX-License-Identifier: Apache-2.0

set(ISERE_CORE_SOURCES
  src/heap/heap.c
  src/image/image.c
  src/image/requirements.c
  src/image/sha256.c
  src/image/table.c
  src/log/error.c
  src/log/log.c
  src/main/server.c
  src/options/options.c
)

set(ISERE_POSIX_SOURCES
)
