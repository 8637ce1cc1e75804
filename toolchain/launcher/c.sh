#!/bin/sh
# Builds the C parts: .build/runtime/isere-runtime and .build/native/libisere_native.*
# The third-party sources are fetched on the way (runtime-c/third-party). $1: the project's folder.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
root=$1
tree=$root/.build/c

# A build tree of a folder that was moved, or of a CMake that was interrupted, is of no use.
if [ -f "$tree/CMakeCache.txt" ]; then
  grep -Fqx "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$tree/CMakeCache.txt" || rm -rf "$tree"
fi

if [ ! -f "$tree/build.ninja" ] && [ ! -f "$tree/Makefile" ]; then
  rm -rf "$tree"
  if command -v ninja >/dev/null; then
    generator=Ninja
  else
    generator='Unix Makefiles'
  fi
  cmake -S "$root" -B "$tree" -G "$generator" -DCMAKE_BUILD_TYPE=Release "-DISERE_OUTPUT_DIR=$root/.build"
fi

jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
cmake --build "$tree" --target isere-runtime isere_native --parallel "$jobs"
