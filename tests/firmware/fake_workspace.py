"""Makes something that looks like a workspace of Zephyr, with a west and a compiler that only pretend.

    fake_workspace.py FOLDER

FOLDER/ws is the workspace; FOLDER/bin has west, arm-none-eabi-gcc and gcc. Each call of one of them is a line in
FOLDER/calls. `west build` says what a build says and leaves a firmware; with a file FOLDER/fail it says that instead
and fails; with FOLDER/slow it takes that many seconds.

SPDX-License-Identifier: Apache-2.0
"""

import os
import struct
import sys

WEST = r"""#!/bin/sh
here={folder}
echo "west $*" >>"$here/calls"
board='' tree='' app=''
while [ $# -gt 0 ]; do
  case $1 in
    -b) board=$2; shift ;;
    -d) tree=$2; shift ;;
    --) break ;;
    *) app=$1 ;;
  esac
  shift
done
echo "-- west build: generating a build system"
echo "Loading Zephyr module(s) (Zephyr base): zephyr_default"
if [ -f "$app/prj.conf" ] && [ -n "$ISERE_ROOT" ] && [ -n "$ZEPHYR_BASE" ]; then :; else echo "no app"; exit 1; fi
if [ -n "$CFLAGS$ZEPHYR_EXTRA_MODULES" ]; then echo "a foreign environment"; exit 1; fi
echo "[1/3] Building C object main.c.obj"
if [ -f "$here/slow" ]; then echo $$ >"$here/pid"; sleep "$(cat "$here/slow")"; fi
echo "[2/3] Linking C executable zephyr.elf"
if [ -f "$here/fail" ]; then cat "$here/fail"; echo "FATAL ERROR: command exited with status 1"; exit 1; fi
mkdir -p "$tree/zephyr" "$tree/CMakeFiles/3.25.1"
case $board in
  native_sim*) cp "$here/zephyr.exe" "$tree/zephyr/zephyr.exe" ;;
  *) cp "$here/zephyr.elf" "$tree/zephyr/zephyr.elf"
    cat >"$tree/zephyr/zephyr.map" <<'MAP' ;;
Linker script and memory map
text            0x10000130       0xc0
 .text.JS_Eval  0x10000130       0x80 modules/isere/libisere_engine.a(quickjs.c.obj)
 .text.main     0x100001b0       0x40 zephyr/kernel/libkernel.a(init.c.obj)
MAP
esac
cp "$here/$(echo "$board" | tr / _).dts" "$tree/zephyr/zephyr.dts"
printf '"chip":"%s/ws/modules/hal/chip":"cmake"\n"isere":"%s/runtime-c":"cmake"\n' \
  "$here" "$ISERE_ROOT" >"$tree/zephyr_modules.txt"
printf 'set(CMAKE_C_COMPILER "/usr/bin/arm-none-eabi-gcc")\nset(CMAKE_C_COMPILER_VERSION "12.2.1")\n' \
  >"$tree/CMakeFiles/3.25.1/CMakeCCompiler.cmake"
echo "[3/3] Running utility command for west"
"""

COMPILER = """#!/bin/sh
echo "${{0##*/}} $*" >>{folder}/calls
echo "this compiler only pretends" >&2
exit 1
"""

# A program that serves one page, as native_sim does; its arguments are those of boards/native_sim/board.yaml.
PROGRAM = """#!/usr/bin/env python3
import http.server, sys
port = [int(a.split("=")[1]) for a in sys.argv if a.startswith("--http-port=")][0]
flash = [a.split("=")[1] for a in sys.argv if a.startswith("--flash=")][0]
slot = open(flash, "rb").read()[0x200000:0x200005]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"pretended " + slot[1:])

    def log_message(self, *args):
        print("info [5f0c2a11-00000007] a request", flush=True)
        print("error [5f0c2a11-00000007] it failed: Error: x", flush=True)
        print("    at handler (handler.js:2:21)", flush=True)


print("*** Booting Zephyr OS build v4.3.0 ***", flush=True)
print("warn the clock is not set", flush=True)
server = http.server.HTTPServer(("127.0.0.1", port), Handler)
print("info listening on http://10.0.2.15:80", flush=True)
server.serve_forever()
"""

DEVICETREE = """/dts-v1/;

/ {{
	soc {{
		flash0: flash@{base:x} {{
			reg = < {base:#x} {size:#x} >;

			/* node '/soc/flash@{base:x}/partitions' defined in board.overlay:19 */
			partitions {{
				firmware: partition@0 {{
					label = "firmware"; /* in board.overlay:25 */
					reg = < 0x0 0x200000 >;
				}};

				function_a: partition@200000 {{
					label = "function_a";
					reg = < 0x200000 0x80000 >;
				}};

				function_b: partition@280000 {{
					label = "function_b";
					reg = < 0x280000 0x80000 >;
				}};
			}};
		}};
	}};
}};
"""


def elf():
    """Two segments: code in flash, and data that is copied to RAM."""
    segments = [(0x10000000, 0x10000000, bytes(range(256)) * 20, 5120), (0x20000000, 0x10001400, b"data", 300000)]
    data = 52 + 32 * len(segments)
    head = b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack("<HHIIIIIHHHHHH", 2, 40, 1, 0, 52, 0, 0, 52, 32, 2, 0, 0, 0)
    body = b""
    for address, load, content, size in segments:
        head += struct.pack("<8I", 1, data + len(body), address, load, len(content), size, 5, 4)
        body += content
    return head + body


def write(path, text, program=False):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    os.chmod(path, 0o755 if program else 0o644)


def main():
    folder = os.path.abspath(sys.argv[1])
    for name, text in {
        ".west/config": "[manifest]\npath = zephyr\nfile = west.yml\n",
        "zephyr/VERSION": "VERSION_MAJOR = 4\nVERSION_MINOR = 3\nPATCHLEVEL = 0\nVERSION_TWEAK = 0\nEXTRAVERSION =\n",
        "zephyr/share/zephyr-package/cmake/ZephyrConfig.cmake": "# pretended\n",
        "zephyr/kernel/init.c": "int main(void);\n",
        "modules/hal/chip/zephyr/module.yml": "name: chip\n",
        "modules/hal/chip/chip.c": "int chip;\n",
        "modules/hal/chip/COPYING": "the chip's licence\n",
        "modules/hal/chip/COPYING.GPL2": "for its tests alone\n",
        "zephyr/LICENSE": "Zephyr's licence\n",
    }.items():
        write(f"{folder}/ws/{name}", text)
    write(f"{folder}/bin/west", WEST.format(folder=folder), program=True)
    for name in ("arm-none-eabi-gcc", "gcc"):
        write(f"{folder}/bin/{name}", COMPILER.format(folder=folder), program=True)
    write(f"{folder}/zephyr.elf", elf())
    write(f"{folder}/zephyr.exe", PROGRAM, program=True)
    for target, base, size in (
        ("rpi_pico2_rp2350a_m33", 0x10000000, 0x400000),
        ("mps2_an521_cpu0", 0x80000000, 0x400000),
        ("native_sim_native_64", 0, 0x400000),
    ):
        write(f"{folder}/{target}.dts", DEVICETREE.format(base=base, size=size))


if __name__ == "__main__":
    main()
