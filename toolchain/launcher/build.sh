# Builds what the launcher needs. Sourced by ./isere, which gives root, build, stamps and the functions on freshness.
#
# Two jobs at once, c.sh and java.sh, and cds.sh behind them. A lock keeps two launchers apart; a stamp is written when
# its part is done, so that whatever is interrupted is done again.
#
# shellcheck shell=sh
# shellcheck disable=SC2154  # root, build, stamps come from ./isere
# SPDX-License-Identifier: Apache-2.0

log=$build/log
job_ids=

# --- what the machine has to have ---------------------------------------------------------------------------------

# True when version $1 (of a tool that says "Tool 3.25.1 ...") is at least $2 (major.minor).
at_least() {
  found_major=${1%%.*}
  found_rest=${1#*.}
  found_minor=${found_rest%%.*}
  case $found_major$found_minor in
    '' | *[!0-9]*) return 1 ;;
  esac
  [ "$found_major" -gt "${2%%.*}" ] || { [ "$found_major" -eq "${2%%.*}" ] && [ "$found_minor" -ge "${2#*.}" ]; }
}

# The first number with a dot in a text; "17" counts as "17.0".
version_in() {
  printf '%s\n' "$1" | sed -n 's/^[^0-9]*\([0-9][0-9]*\(\.[0-9][0-9]*\)*\).*/\1.0/p' | head -n 1
}

# The first line of what a tool says, without colour; the JVM may talk about its environment before.
first_line() {
  tr -d '\033' | sed -e '/^Picked up /d' -e 's/\[[0-9;]*m//g' | head -n 1
}

# $1: what is missing; $2: what was found; $3: Debian's package; $4: Homebrew's
lacks() {
  missing="$missing  $1 (found: $2)
"
  missing_count=$((missing_count + 1))
  debian="$debian $3"
  brew="$brew $4"
}

# Sets jdk, the folder of the JDK to use.
check_java() {
  jdk=${JAVA_HOME-}
  if [ -n "$jdk" ] && [ ! -x "$jdk/bin/javac" ]; then
    lacks 'JDK 17 or newer' "JAVA_HOME=$jdk, which has no bin/javac" default-jdk-headless openjdk
    return
  fi
  if [ -z "$jdk" ] && [ -x /usr/libexec/java_home ]; then
    jdk=$(/usr/libexec/java_home -v 17+ 2>/dev/null)
  fi
  if [ -z "$jdk" ] && command -v java >/dev/null; then
    # Java knows best where it lives: what is on the PATH may be a link or a version manager's script.
    jdk=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  fi
  if [ -z "$jdk" ]; then
    lacks 'JDK 17 or newer' none default-jdk-headless openjdk
  elif [ ! -x "$jdk/bin/javac" ]; then
    lacks 'JDK 17 or newer' "a Java without its compiler, $jdk" default-jdk-headless openjdk
  else
    said=$("$jdk/bin/javac" -version 2>&1 | first_line)
    if ! at_least "$(version_in "$said")" 17.0; then
      lacks 'JDK 17 or newer' "$said, $jdk" openjdk-17-jdk-headless openjdk
    elif [ ! -f "$jdk/include/jni.h" ]; then
      lacks "the JDK's headers for C (include/jni.h)" "none in $jdk" default-jdk-headless openjdk
    fi
  fi
}

# $1: command; $2: what to call it; $3: least version; $4: Debian's package; $5: Homebrew's; further: how to ask
check_tool() {
  tool=$1 title=$2 least=$3 package=$4 formula=$5
  shift 5
  if ! command -v "$tool" >/dev/null; then
    lacks "$title" none "$package" "$formula"
    return
  fi
  said=$("$tool" "$@" 2>&1 | first_line)
  at_least "$(version_in "$said")" "$least" ||
    lacks "$title" "${said:-no answer} from $(command -v "$tool")" "$package" "$formula"
}

check_compiler() {
  for candidate in ${CC-} cc gcc clang; do
    if command -v "$candidate" >/dev/null; then
      return
    fi
  done
  lacks 'a C compiler' none build-essential gcc
}

has_pip='import importlib.util, sys; sys.exit(importlib.util.find_spec("pip") is None)'

# Names everything that is missing at once; exit code 3.
check_machine() {
  missing='' missing_count=0 debian='' brew=''
  check_java
  # Maven without Java says nothing about Maven.
  if [ "$missing_count" -eq 0 ]; then
    export JAVA_HOME="$jdk"
    check_tool mvn 'Maven 3.8 or newer' 3.8 maven maven --batch-mode --version
  elif ! command -v mvn >/dev/null; then
    lacks 'Maven 3.8 or newer' none maven maven
  fi
  check_tool python3 'Python 3.9 or newer' 3.9 python3 python --version
  if command -v python3 >/dev/null && ! python3 -c "$has_pip" 2>/dev/null; then
    lacks 'pip for Python 3' none python3-pip python
  fi
  check_tool cmake 'CMake 3.20 or newer' 3.20 cmake cmake --version
  check_compiler
  command -v ninja >/dev/null || command -v make >/dev/null || lacks 'make or ninja' none make ninja
  [ "$missing_count" -eq 0 ] || report_missing
}

report_missing() {
  what='something is missing or too old'
  [ "$missing_count" -eq 1 ] || what="$missing_count things are missing or too old"
  printf 'error: isère cannot be built here: %s\n%s' "$what" "$missing" >&2
  if [ "$(uname)" = Darwin ]; then
    printf 'help: brew install%s\n' "$brew" >&2
  else
    printf 'help: sudo apt-get install%s        (the names are those of Debian and Ubuntu)\n' "$debian" >&2
  fi
  exit 3
}

# --- jobs -----------------------------------------------------------------------------------------------------------

# Starts a command in a session of its own, so that it and all its children can be ended together. $1: its log
start_job() {
  job_log=$1
  shift
  # Signals that the shell ignores for what runs in its background come back to what they do elsewhere.
  python3 -c 'import os, signal, sys
os.setsid()
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$@" </dev/null >"$job_log" 2>&1 &
  job=$!
  job_ids="$job_ids $job"
}

end_jobs() {
  for id in $job_ids; do
    kill -s TERM -- "-$id" 2>/dev/null
  done
  wait
}

interrupted() {
  trap - INT TERM HUP
  end_jobs
  printf '\ninterrupted; the next call goes on with the build\n' >&2
  exit 130
}

# How far a build is, by its log: " 12/80" or " 15%" of ninja or make, " 2/3" of Maven's modules. $1: the log
progress_in() {
  sed -n -e 's/^\[ *\([0-9][0-9/%]*\)\].*/ \1/p' -e 's/^\[INFO\] Building .*\[\([0-9]*\/[0-9]*\)\]$/ \1/p' "$1" |
    tail -n 1
}

# Waits for a job, and says what goes on when somebody looks on. $1: process; $2: what it does; $3: its log
wait_for() {
  while $live && kill -0 "$1" 2>/dev/null; do
    step=$(progress_in "$3")
    printf '\r\033[K%s: %s%s (%d s)' "$title" "$2" "$step" "$(($(date +%s) - started))" >&2
    sleep 0.2
  done
  wait "$1"
}

# The lines of a log that tell what went wrong: an error in our own words, or else its end without noise.
reason_in() {
  if grep -q '^error: ' "$1"; then
    sed -n '/^error: /,/^CMake Error/p' "$1" | grep -v '^CMake Error' | head -n 25
  else
    tr -d '\033' <"$1" | sed -f "$root/toolchain/launcher/noise.sed" | tail -n 25
  fi
}

# $1: what failed; $2: its log
failed() {
  end_jobs
  export JAVA_HOME="$home_was"
  if $live; then printf '\r\033[K%s ... ' "$title" >&2; fi
  printf 'failed\n' >&2
  cat "$log"/c.log "$log"/java.log "$log"/cds.log >"$log/build.log" 2>/dev/null
  check_machine
  grep -q '^error: ' "$2" || printf 'error: %s could not be built\n' "$1" >&2
  reason_in "$2" >&2
  printf 'log: %s\n' "$log/build.log" >&2
  exit 1
}

# --- the build ------------------------------------------------------------------------------------------------------

open_build_folder() {
  if ! { mkdir -p "$log" "$stamps" "$build/dist" && touch "$build/lock"; } 2>/dev/null; then
    printf 'error: cannot write to %s\n' "$build" >&2
    printf 'help: isère builds what it needs in its own folder; make it writable, or copy it to a place that is\n' >&2
    exit 1
  fi
}

# The lock belongs to the open file 9, which the jobs inherit: it is free when the last of them has ended, however.
take_lock() {
  exec 9>"$build/lock"
  python3 -c 'import fcntl, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
try:
    fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    sys.stderr.write("waiting for another isere, which is building\n")
    fcntl.flock(9, fcntl.LOCK_EX)' || exit 130
}

# $1: part. Its stamp is taken before the build reads a source, and put in place when the build is done.
begin_stamp() {
  rm -f "$stamps/$1"
  take_stamp "$1" begun
}

write_stamp() {
  mv -f "$stamps/$1.begun" "$stamps/$1"
}

# See read_launch_stamp.
write_launch_stamp() {
  printf '%s\n%s\n%s\n%s\n%s\n' "$root" "$home_was" "$(command -v java)" "$java" "$dist" >"$stamps/launch.new"
  mv -f "$stamps/launch.new" "$stamps/launch"
}

# Jars of earlier builds, but for the latest of them, which may still run.
drop_old_dists() {
  for old in "$build"/dist/*; do
    case $old in
      "$dist" | "$previous_dist") ;;
      *) rm -rf "$old" ;;
    esac
  done
}

build_all() {
  home_was=${JAVA_HOME-}
  if ! knows_folder || ! knows_java; then check_machine; fi
  open_build_folder
  take_lock
  export JAVA_HOME="$home_was"
  if ! is_ready; then
    begin
    run_jobs
    finish
  fi
  exec 9>&-
  [ -n "$home_was" ] || unset JAVA_HOME
}

# Says what begins, and decides what is needed.
begin() {
  trap interrupted INT TERM HUP
  started=$(date +%s)
  title='building isère'
  [ -f "$stamps/launch" ] || title='building isère (first time: about two minutes)'
  live=false
  if [ -t 2 ] && [ "${TERM-dumb}" != dumb ]; then live=true; else printf '%s ... ' "$title" >&2; fi
  need_c=true need_java=true need_cds=true previous_dist=''
  if knows_folder; then
    previous_dist=$dist
    if has_native && is_fresh c; then need_c=false; fi
    if is_fresh java; then need_java=false; fi
    if ! $need_java && knows_java; then need_cds=false; fi
  fi
  if [ -z "$previous_dist" ] || ! knows_java; then
    [ -n "${jdk-}" ] || check_machine
    java=$jdk/bin/java
  fi
  export JAVA_HOME="${java%/bin/java}"
  rm -f "$log"/*.log
}

run_jobs() {
  if $need_c; then
    begin_stamp c
    start_job "$log/c.log" sh "$root/toolchain/launcher/c.sh" "$root"
    c_job=$job
  fi
  if $need_java; then
    offline=
    [ -z "$previous_dist" ] || offline=offline
    begin_stamp java
    dist=$build/dist/$started-$$
    start_job "$log/java.log" sh "$root/toolchain/launcher/java.sh" "$root" "$dist" "$offline"
    java_job=$job
  fi
  if $need_c; then
    wait_for "$c_job" 'the engine and the runtime' "$log/c.log" || failed 'the C runtime' "$log/c.log"
    write_stamp c
  fi
  if $need_java; then
    wait_for "$java_job" 'the command line' "$log/java.log" || failed 'the command line' "$log/java.log"
  fi
  if $need_cds; then
    start_job "$log/cds.log" sh "$root/toolchain/launcher/cds.sh" "$root" "$java" "$dist"
    # It costs speed alone when it fails.
    wait_for "$job" 'the fast start' "$log/cds.log" || :
  fi
  if $need_java; then write_stamp java; fi
}

finish() {
  trap - INT TERM HUP
  write_launch_stamp
  drop_old_dists
  cat "$log"/c.log "$log"/java.log "$log"/cds.log >"$log/build.log" 2>/dev/null
  if $live; then printf '\r\033[K%s ... ' "$title" >&2; fi
  printf 'done in %d s\n' "$(($(date +%s) - started))" >&2
  export JAVA_HOME="$home_was"
}
