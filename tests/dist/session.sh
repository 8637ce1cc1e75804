#!/bin/sh
# What somebody does with the archive who has Java and nothing else: run by ./check dist in the unpacked folder's parent.
# Each line of the output says what came; the test compares them. $1: the unpacked folder.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
isere=$1/bin/isere
server=
trap '[ -z "$server" ] || kill -TERM "$server" 2>/dev/null' EXIT

# Asks a server that is starting for an answer. $1: the file with its output; $2: path
ask() {
  tries=0
  until grep -q '^listening on ' "$1"; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { cat "$1"; exit 1; }
    sleep 0.1
  done
  curl -sS --noproxy '*' --max-time 30 "$(sed -n 's/^listening on //p' "$1")$2"
  echo
}

"$isere" --version | head -n 1
"$isere" new mine >/dev/null 2>&1
cd mine
"$isere" test
"$isere" build --board native >/dev/null 2>&1
for file in build/native/*.* build/native/isere-runtime; do echo "${file##*/}"; done

# The shell's child makes the files of its output: what is asked for has to be there before.
: >ran
"$isere" run --port 0 >ran 2>log &
server=$!
ask ran '/?name=Ada'
kill -TERM $server
wait $server
server=

: >served
build/native/isere-runtime build/native/function.isere --port 0 >served 2>log &
server=$!
ask served '/?name=Bob'
kill -TERM $server
wait $server
server=

# No network: but for its title, the table of routes is empty.
[ "$(grep -c . /proc/net/route)" -le 1 ] && echo 'no network' || echo 'there is a network'
