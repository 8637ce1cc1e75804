#!/bin/sh
# Builds the runtime for the emulated Cortex-M33: .build/m33-sim/isere-m33-sim.elf. Nothing to do takes a moment.
# Run by ./check and by the command line when a command says --board m33-sim. $1: the project's folder.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
root=$1
source=$root/runtime-c/ports/m33-sim
tree=$root/.build/m33-sim

# A build tree of a folder that was moved, or of a CMake that was interrupted, is of no use.
if [ -f "$tree/CMakeCache.txt" ]; then
  grep -Fqx "CMAKE_HOME_DIRECTORY:INTERNAL=$source" "$tree/CMakeCache.txt" || rm -rf "$tree"
fi

if [ ! -f "$tree/build.ninja" ] && [ ! -f "$tree/Makefile" ]; then
  rm -rf "$tree"
  if command -v ninja >/dev/null; then
    generator=Ninja
  else
    generator='Unix Makefiles'
  fi
  cmake -S "$source" -B "$tree" -G "$generator" -DCMAKE_BUILD_TYPE=Release
fi

jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
cmake --build "$tree" --parallel "$jobs"
