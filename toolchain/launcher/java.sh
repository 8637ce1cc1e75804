#!/bin/sh
# Builds the command line and lays its jars into a fresh folder, so that a running isere keeps the ones it has.
# $1: the project's folder; $2: the folder to make; $3: "offline" when everything was downloaded before.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
root=$1
dist=$2
offline=${3-}
cli=toolchain/cli/target

package() {
  mvn -B -ntp "$@" -Dmaven.test.skip=true -pl toolchain/cli -am package
}

cd "$root"
rm -rf toolchain/cli/target/lib
if [ "$offline" = offline ]; then
  if ! package -o; then
    # What was downloaded may have been thrown away, or a version may be new. Otherwise the reason stands in the log.
    grep -q 'in offline mode' .build/log/java.log || exit 1
    package
  fi
else
  package
fi

rm -rf "$dist.new"
mkdir -p "$dist.new/lib"
cp "$cli/isere-cli.jar" "$dist.new/"
cp "$cli"/lib/*.jar "$dist.new/lib/"
mv "$dist.new" "$dist"
