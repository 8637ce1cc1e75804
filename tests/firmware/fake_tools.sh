#!/bin/sh
# Makes programs that only say a version, the same on any machine. $1: the folder that gets them
#
# SPDX-License-Identifier: Apache-2.0
set -eu
mkdir -p "$1"
folder=$(cd "$1" && pwd)

# $1: name; $2: what it says
say() {
  printf '#!/bin/sh\necho "%s"\n' "$2" >"$folder/$1"
  chmod +x "$folder/$1"
}

say cmake 'cmake version 3.25.1'
say ninja '1.11.1'
say arm-none-eabi-gcc 'arm-none-eabi-gcc (15:12.2.rel1-1) 12.2.1 20221205'
say gcc 'gcc (Debian 12.2.0-14) 12.2.0'
say qemu-system-arm 'QEMU emulator version 7.2.22'
say picotool 'picotool v2.1.1'

# West is a script of its Python, and that one is asked for its version and its modules.
cat >"$folder/python3.11" <<'PYTHON'
#!/bin/sh
case $1 in
  */west) echo "West version: v1.5.0" ;;
  -c) ;;
  *) echo "Python 3.11.2" ;;
esac
PYTHON
chmod +x "$folder/python3.11"
printf '#!%s\n' "$folder/python3.11" >"$folder/west"
chmod +x "$folder/west"
