#!/bin/sh
# Makes those parts of the archive that are built: the runtime and the JNI library (in .build), manual pages and
# completion. $1: the project's folder; $2: the folder that gets the pages and scripts; $3: java.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
root=$1
parts=$2
java=$3

sh "$root/toolchain/launcher/c.sh" "$root"

isere() {
  "$java" -XX:TieredStopAtLevel=1 "-Disere.home=$root" -jar "$root/toolchain/cli/target/isere-cli.jar" "$@"
}

rm -rf "$parts"
mkdir -p "$parts/completion"
isere manual "$parts/man/man1" >/dev/null
for shell in bash zsh fish; do
  isere completion $shell >"$parts/completion/isere.$shell"
done
