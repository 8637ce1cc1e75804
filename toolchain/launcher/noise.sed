# What of a build's log does not tell why it failed: colours, empty lines, Maven's advice, what ninja did before.
#
# SPDX-License-Identifier: Apache-2.0
s/^\(\[[0-9;]*m\)*//
/^$/d
/Failed to execute goal .*maven-compiler-plugin/,$d
/^\[ERROR\] *$/d
/^\[INFO\]/d
/^\[WARNING\]/d
/\[Help 1\]/d
/^\[ERROR\] To see /d
/^\[ERROR\] Re-run /d
/^\[ERROR\] For more /d
/^\[ERROR\] After /d
/^\[ERROR\]   mvn /d
/^\[[0-9]*\/[0-9]*\] /d
/^\[ *[0-9]*%\] /d
/ -MD -MT /d
/^-- /d
