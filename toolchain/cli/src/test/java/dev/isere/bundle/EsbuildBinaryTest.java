/*
 * Tests of finding esbuild.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.document.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EsbuildBinaryTest {
  @TempDir private Path cache;

  private EsbuildBinary here(Map<String, String> environment) {
    return new EsbuildBinary(
        environment, System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private EsbuildBinary unpacking() {
    boolean isBroughtAlong = !here(Map.of()).platform().equals("linux-arm64");
    assumeTrue(isBroughtAlong, "there is no esbuild artifact for arm64 Linux");
    return here(Map.of("XDG_CACHE_HOME", cache.toString()));
  }

  @Test
  void knowsEsbuildsNamesOfPlatforms() {
    assertEquals("linux-x64", new EsbuildBinary(Map.of(), "Linux", "amd64").platform());
    assertEquals("darwin-arm64", new EsbuildBinary(Map.of(), "Mac OS X", "aarch64").platform());
    assertEquals("darwin-x64", new EsbuildBinary(Map.of(), "Mac OS X", "x86_64").platform());
  }

  @Test
  void saysHowToBringOneAlongWhereThereIsNone() {
    EsbuildBinary riscv = new EsbuildBinary(Map.of(), "Linux", "riscv64");
    Diagnostic error = Errors.only(ExitCode.MACHINE, riscv::locate);
    assertEquals("isère brings no esbuild along for this machine (linux-riscv64)", error.message());
    assertTrue(error.help().get(1).startsWith("export ISERE_ESBUILD="), error::toString);
  }

  @Test
  void refusesAnIsereEsbuildThatIsNoExecutable() throws IOException {
    Path file = Files.writeString(cache.resolve("esbuild"), "x");
    EsbuildBinary named = here(Map.of("ISERE_ESBUILD", file.toString()));
    Diagnostic error = Errors.only(ExitCode.MACHINE, named::locate);
    assertEquals("ISERE_ESBUILD names no executable file: " + file, error.message());
  }

  @Test
  void unpacksOnceAndMendsWhatIsDamaged() throws IOException {
    EsbuildBinary binary = unpacking();
    Path unpacked = binary.locate();
    long size = Files.size(unpacked);
    assertTrue(Files.isExecutable(unpacked));
    byte[] damaged = Files.readAllBytes(unpacked);
    damaged[damaged.length / 2] ^= 1;
    Files.write(unpacked, damaged);
    assertEquals(unpacked, binary.locate());
    assertEquals((byte) (damaged[damaged.length / 2] ^ 1), middle(unpacked));
    Files.write(unpacked, new byte[] {1});
    binary.locate();
    assertEquals(size, Files.size(unpacked));
  }

  private static byte middle(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return bytes[bytes.length / 2];
  }

  @Test
  void unpacksWhileOthersDoTheSame() throws IOException {
    EsbuildBinary binary = unpacking();
    IntStream.range(0, 8).parallel().forEach(i -> binary.locate());
    Path unpacked = binary.locate();
    try (var files = Files.list(unpacked.getParent())) {
      assertEquals(1, files.count());
    }
  }
}
