# What the runtime consists of, room by room. Read by CMakeLists.txt and by the Zephyr module.
# Paths are relative to this folder.
#
# SPDX-License-Identifier: Apache-2.0

set(ISERE_CORE_SOURCES
  src/heap/heap.c
  src/http/body.c
  src/http/busy.c
  src/http/connection.c
  src/http/date.c
  src/http/head.c
  src/http/input.c
  src/http/observe.c
  src/http/output.c
  src/http/parse.c
  src/http/pool.c
  src/http/respond.c
  src/http/server.c
  src/http/status.c
  src/http/target.c
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
  src/js/web.c
  src/js/web_bytecode.c
  src/log/error.c
  src/log/log.c
  src/loop/loop.c
  src/loop/timers.c
  src/main/calls.c
  src/main/instances.c
  src/main/server.c
  src/options/options.c
  src/text/base64.c
  src/text/percent.c
  src/text/str.c
  src/text/utf8.c
)

set(ISERE_POSIX_SOURCES
  ports/posix/arguments.c
  ports/posix/clock.c
  ports/posix/control.c
  ports/posix/image_file.c
  ports/posix/log.c
  ports/posix/main.c
  ports/posix/memory.c
  ports/posix/socket.c
  ports/posix/supervise.c
)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  list(APPEND ISERE_POSIX_SOURCES ports/posix/poll_epoll.c)
else()
  list(APPEND ISERE_POSIX_SOURCES ports/posix/poll_kqueue.c)
endif()
