// Runs programs that misbehave.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.build.Tool;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTest {
  @TempDir private Path folder;

  private final List<String> lines = new ArrayList<>();

  private Tool shell(String script, long limitSeconds) {
    return new Tool(
        List.of("/bin/sh", "-c", script),
        folder,
        Map.of("ADDED", "here", "HOME", ""),
        folder.resolve("below/log"),
        limitSeconds);
  }

  @Test
  void handsOnBothStreamsAndKeepsThemInALog() throws IOException {
    Tool tool = shell("echo \"$ADDED/$HOME\"; printf '10%%\\r20%%\\n' >&2; exit 3", 60);
    assertEquals(3, tool.run(lines::add));
    assertEquals(List.of("here/", "10%", "20%"), lines);
    List<String> log = Files.readAllLines(folder.resolve("below/log"));
    assertEquals("+ " + tool.shown(), log.get(0));
    assertEquals(lines, log.subList(1, log.size()));
  }

  @Test
  void endsAProgramThatTakesTooLongAndAllThatItStarted() throws IOException {
    Path pid = folder.resolve("pid");
    Tool tool = shell("sleep 300 & echo $! >" + pid + "; trap '' TERM; wait; sleep 300", 1);
    IsereException e = assertThrows(IsereException.class, () -> tool.run(lines::add));
    assertEquals("sh did not end within 1 seconds", e.diagnostics().get(0).message());
    long child = Long.parseLong(Files.readString(pid).strip());
    assertTrue(ProcessHandle.of(child).map(handle -> !handle.isAlive()).orElse(true));
  }

  @Test
  void saysWhichProgramCannotBeStarted() {
    Tool tool = new Tool(List.of("/no/such/program"), folder, Map.of(), folder.resolve("log"), 1);
    IsereException e = assertThrows(IsereException.class, () -> tool.run(lines::add));
    assertEquals(ExitCode.MACHINE, e.exitCode());
    assertTrue(e.diagnostics().get(0).message().startsWith("cannot start program: "));
  }

  @Test
  void showsACommandAsItCouldBeTyped() {
    assertEquals("cp -r a/b.c 'it'\\''s a'", Tool.shown(List.of("cp", "-r", "a/b.c", "it's a")));
  }
}
