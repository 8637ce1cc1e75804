// House rules of the C sources.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who may include what, what may be called, and how long a function may be. */
class CTidyTest {
  private static final int MAX_FUNCTION_LINES = 70;

  private static final Pattern INCLUDE =
      Pattern.compile("\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
  private static final Pattern PLATFORM =
      Pattern.compile(
          "\\s*#\\s*(if|ifdef|ifndef|elif)\\b.*"
              + "\\b(__linux__|__linux|__gnu_linux__|__APPLE__|__MACH__|_WIN32|__unix__|__ZEPHYR__|"
              + "__FreeBSD__|__NetBSD__|__OpenBSD__|CONFIG_(?!ISERE_)\\w+|__arm__|__ARM_\\w+)\\b.*");
  private static final Pattern BANNED =
      Pattern.compile(
          "\\b(strcpy|stpcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|alloca|strtok|atoi|atol)\\s*\\(");
  private static final Pattern ALLOCATES =
      Pattern.compile("(?<![\\w.>])(malloc|calloc|realloc|free|strdup|strndup)\\s*\\(");

  private static final Set<String> STANDARD =
      Set.of(
          "assert.h",
          "ctype.h",
          "errno.h",
          "float.h",
          "inttypes.h",
          "limits.h",
          "math.h",
          "stdalign.h",
          "stdarg.h",
          "stdbool.h",
          "stddef.h",
          "stdint.h",
          "stdio.h",
          "stdlib.h",
          "string.h",
          "time.h");

  /** What each room of runtime-c/src may include of include/isere, and of others' code. */
  private static final Map<String, Set<String>> ROOMS =
      Map.of(
          "heap", Set.of("heap", "error"),
          "text", Set.of("text", "error"),
          "log", Set.of("log", "port", "error", "text"),
          "options", Set.of("options", "isere_options", "error", "text"),
          "image",
              Set.of("image", "slot", "port", "error", "text", "options", "isere_options", "log"),
          "loop", Set.of("loop", "port", "error", "log"),
          "http",
              Set.of(
                  "http",
                  "loop",
                  "port",
                  "error",
                  "log",
                  "text",
                  "message",
                  "options",
                  "isere_options",
                  "llhttp.h"),
          "js",
              Set.of(
                  "js",
                  "loop",
                  "port",
                  "error",
                  "log",
                  "text",
                  "message",
                  "options",
                  "isere_options",
                  "image",
                  "heap",
                  "quickjs.h",
                  "isere_engine_id.h"),
          "main",
              Set.of(
                  "server",
                  "http",
                  "js",
                  "image",
                  "slot",
                  "loop",
                  "port",
                  "error",
                  "log",
                  "text",
                  "message",
                  "options",
                  "isere_options"));

  @Test
  void eachRoomIncludesOnlyWhatItMayKnow() {
    none(
        Sources.complaints(
            c("runtime-c/src/"),
            (file, line, complain) -> {
              Matcher include = INCLUDE.matcher(line);
              if (include.matches() && !mayInclude(room(file), include.group(1))) {
                complain.accept(room(file) + " must not include " + include.group(1));
              }
            }));
  }

  private static String room(Path file) {
    return file.getName(2).toString();
  }

  private static boolean mayInclude(String room, String header) {
    Set<String> known = ROOMS.get(room);
    if (known == null) {
      throw new AssertionError(
          "runtime-c/src/" + room + " is a new room: say in CTidyTest what it may include");
    }
    if (header.startsWith("isere/")) {
      return known.contains(header.substring("isere/".length()).replace(".h", ""));
    }
    boolean own = !header.contains("/") || header.startsWith(room + "/");
    boolean thirdParty = header.matches("(quickjs.*|cutils|libregexp|llhttp)\\.h");
    return STANDARD.contains(header)
        || known.contains(header)
        || (own && isOfRoom(room, header) && !thirdParty);
  }

  private static boolean isOfRoom(String room, String header) {
    String name = header.substring(header.lastIndexOf('/') + 1);
    return Sources.matching(n -> n.startsWith("runtime-c/src/" + room + "/")).stream()
        .anyMatch(f -> f.getFileName().toString().equals(name));
  }

  @Test
  void publicHeadersIncludeNoPlatform() {
    none(
        Sources.complaints(
            c("runtime-c/include/"),
            (file, line, complain) -> {
              Matcher include = INCLUDE.matcher(line);
              if (include.matches()
                  && !include.group(1).startsWith("isere/")
                  && !STANDARD.contains(include.group(1))) {
                complain.accept("a public header must not include " + include.group(1));
              }
            }));
  }

  @Test
  void coreHasNoIfdefOfAPlatform() {
    none(
        Sources.complaints(
            c("runtime-c/src/", "runtime-c/include/"),
            (file, line, complain) -> {
              if (PLATFORM.matcher(line).matches()) {
                complain.accept("an #if of a platform in the core");
              }
            }));
  }

  @Test
  void bannedCalls() {
    none(
        Sources.complaints(
            c("runtime-c/", "toolchain/native/"),
            (file, line, complain) -> {
              Matcher call = BANNED.matcher(code(line));
              if (call.find()) {
                complain.accept(call.group(1) + " is banned");
              }
            }));
  }

  @Test
  void coreAllocatesNothingBesideTheArena() {
    none(
        Sources.complaints(
            c("runtime-c/src/", "runtime-c/include/"),
            (file, line, complain) -> {
              Matcher call = ALLOCATES.matcher(code(line));
              if (call.find()) {
                complain.accept(call.group(1) + " in the core");
              }
            }));
  }

  /** A line without its comments and strings; good enough for formatted code. */
  private static String code(String line) {
    String bare =
        line.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"").replaceAll("//.*|/\\*.*?(\\*/|$)", "");
    return bare.strip().startsWith("*") ? "" : bare;
  }

  @Test
  void aFunctionFitsAScreen() {
    List<String> tooLong = new ArrayList<>();
    int functions = 0;
    for (Path file : c("runtime-c/", "toolchain/native/")) {
      List<String> lines = Sources.lines(file);
      int start = -1;
      for (int i = 0; i < lines.size(); i++) {
        if (start < 0 && opensFunction(lines, i)) {
          start = i;
        } else if (start >= 0 && lines.get(i).equals("}")) {
          functions++;
          if (i - start + 1 > MAX_FUNCTION_LINES) {
            tooLong.add(Sources.at(file, start) + ": " + (i - start + 1) + " lines");
          }
          start = -1;
        }
      }
    }
    if (functions < 50) {
      throw new AssertionError("only " + functions + " functions were found");
    }
    none(tooLong);
  }

  /**
   * In clang-formatted code a function's body opens at the end of a line that belongs to column 0.
   */
  private static boolean opensFunction(List<String> lines, int at) {
    String line = lines.get(at);
    if (!line.endsWith(") {")) {
      return false;
    }
    int first = at;
    while (first > 0 && lines.get(first).startsWith(" ")) {
      first--;
    }
    return !lines.get(first).isEmpty() && Character.isLetter(lines.get(first).charAt(0));
  }

  private static List<Path> c(String... folders) {
    return Sources.matching(
        name ->
            (name.endsWith(".c") || name.endsWith(".h"))
                && List.of(folders).stream().anyMatch(name::startsWith));
  }

  private static void none(List<String> complaints) {
    assertEquals("", String.join("\n", complaints));
  }
}
