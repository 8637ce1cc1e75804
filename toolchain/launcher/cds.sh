#!/bin/sh
# Makes the class-data archive with which the command line starts fast: runs commands as a person would, notes which
# classes they load, and has the JVM lay these out, with all others of isère's own. A static archive, because a dynamic
# one leaves out picocli, whose classes are of a format older than Java 6. A failure costs speed and nothing else.
# $1: the project's folder; $2: java; $3: the folder of the jars.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
root=$1
java=$2
dist=$3

# Notes the classes that one command of the command line loads.
train() {
  run=$((run + 1))
  "$java" -Xshare:auto "-XX:DumpLoadedClassList=$dist/classes.$run" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    "-Disere.home=$root" -jar "$dist/isere-cli.jar" "$@" || :
}

cd "$root"
run=0
train --version
train --help
train boards
train invoke examples/hello/handler.js
train build examples/hello/handler.js --board native -o "$dist/trained/native"
train build examples/hello/handler.js --board pico2 --generate-only -o "$dist/trained/pico2"
rm -rf "$dist/trained"

# What no command above comes to, for it takes a board or a workspace.
"${java%/*}/jar" tf "$dist/isere-cli.jar" | sed -n 's/\.class$//p' | grep -v '\(module\|package\)-info$' >"$dist/classes.jar" || :

# Numbers of classes differ from run to run.
cat "$dist"/classes.* | sed -e '/^#/d' -e 's/ id: .*//' | awk '!seen[$0]++' >"$dist/classes"
"$java" -Xshare:dump "-XX:SharedClassListFile=$dist/classes" "-XX:SharedArchiveFile=$dist/isere.jsa.new" \
  -Xlog:disable -cp "$dist/isere-cli.jar"
rm -f "$dist"/classes*
mv -f "$dist/isere.jsa.new" "$dist/isere.jsa"
