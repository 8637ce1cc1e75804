# What the runtime consists of, room by room. Read by CMakeLists.txt and by the Zephyr module.
# Paths are relative to this folder.
#
# SPDX-License-Identifier: Apache-2.0

set(ISERE_CORE_SOURCES
  src/heap/heap.c
  src/image/image.c
  src/image/requirements.c
  src/image/sha256.c
  src/image/slot.c
  src/image/table.c
  src/js/call.c
  src/js/call_objects.c
  src/js/console.c
  src/js/context_setup.c
  src/js/engine.c
  src/js/event.c
  src/js/globals.c
  src/js/handler.c
  src/js/request_headers.c
  src/js/response.c
  src/js/response_body.c
  src/js/response_headers.c
  src/js/text.c
  src/js/timers.c
  src/js/unhandled.c
  src/log/error.c
  src/log/log.c
  src/main/server.c
  src/options/options.c
)

set(ISERE_POSIX_SOURCES
)
