/*
 * The compiler, and that no source harms the JVM that it runs in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bytecode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.bytecode.CompileException.Kind;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytecodeCompilerTest {
  private static final String HELLO =
      "export const handler = async (event) => ({ hello: event.path })\n";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static CompileException failure(byte[] source, CompileLimits limits) {
    return assertThrows(
        CompileException.class, () -> BytecodeCompiler.compile("handler.js", source, limits));
  }

  private static CompileException failure(String source) {
    return failure(utf8(source), CompileLimits.DEFAULT);
  }

  @Test
  void givesTheSameBytecodeForTheSameSource() {
    byte[] first = BytecodeCompiler.compile("handler.js", utf8(HELLO));
    assertTrue(first.length > 0);
    assertArrayEquals(first, BytecodeCompiler.compile("handler.js", utf8(HELLO)));
  }

  @Test
  void keepsTheNameAndNotTheSource() {
    byte[] bytecode = BytecodeCompiler.compile("hé.js", utf8(HELLO + "// dropped"));
    String text = new String(bytecode, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(new String(utf8("h"), StandardCharsets.ISO_8859_1)));
    assertFalse(text.contains("dropped"));
  }

  @Test
  void namesTheEngine() {
    assertTrue(BytecodeCompiler.engineId().matches("quickjs-2025-09-13-[0-9a-f]{8}"));
    assertEquals("2025-09-13", BytecodeCompiler.engineVersion());
  }

  @Test
  void showsWhereASyntaxErrorIs() {
    byte[] source = utf8("export const handler = () => {\n  return {\n    a: 1 b: 2 }\n}\n");
    IsereException e =
        assertThrows(
            IsereException.class, () -> BytecodeCompiler.compile("src/handler.js", source));
    Diagnostic diagnostic = e.diagnostics().get(0);
    assertEquals(ExitCode.FAILED, e.exitCode());
    assertEquals("src/handler.js does not parse: expecting '}'", diagnostic.message());
    assertEquals(Optional.of(new Location("src/handler.js", 3, 10)), diagnostic.location());
    assertEquals(Optional.of("    a: 1 b: 2 }"), diagnostic.sourceLine());
  }

  @Test
  void showsNoLineThatIsTooLongToHelp() {
    byte[] source = utf8("a;".repeat(1000) + ")");
    IsereException e =
        assertThrows(IsereException.class, () -> BytecodeCompiler.compile("a.js", source));
    assertEquals(Optional.empty(), e.diagnostics().get(0).sourceLine());
  }

  @Test
  void compilesAnEmptySource() {
    assertTrue(BytecodeCompiler.compile("empty.js", new byte[0]).length > 0);
  }

  @Test
  void refusesInvalidUtf8AtItsPlace() {
    byte[] source = utf8("let a\nlet b = '?'");
    source[15] = (byte) 0xff;
    CompileException e = failure(source, CompileLimits.DEFAULT);
    assertEquals(Kind.ENCODING, e.kind());
    assertEquals("invalid UTF-8: byte 0xff", e.getMessage());
    assertEquals("2:10", e.line() + ":" + e.column());
  }

  @Test
  void takesNulBytesWhereJavaScriptDoes() {
    assertTrue(BytecodeCompiler.compile("a.js", utf8("let a = 'x\0y' // \0")).length > 0);
    CompileException e = failure("let a = \0");
    assertEquals(Kind.SYNTAX, e.kind());
    assertEquals("unexpected NUL character", e.getMessage());
  }

  @Test
  void refusesAnImport() {
    CompileException e = failure("import fs from 'node:fs'");
    assertEquals(Kind.IMPORT, e.kind());
    assertEquals("cannot import `node:fs`: it is not part of the bundle", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "(", "{", "`${", "({a:", "()=>{", "class A{m(){", "!", "if(1)"})
  void survivesMegabytesOf(String opening) {
    CompileException e = failure(opening.repeat(4_000_000 / opening.length()));
    assertEquals(Kind.COMPLEX, e.kind());
    assertEquals("the source is nested too deeply", e.getMessage());
  }

  @Test
  void survivesAHundredThousandNestedFunctions() {
    String source = "function f(){".repeat(100_000) + "}".repeat(100_000);
    assertEquals(Kind.COMPLEX, failure(source).kind());
  }

  @Test
  void survivesSeventyThousandIdentifiers() {
    // No keyword has a capital letter.
    String first = "ABCDEFGHIJKLMNOPQRSTUVWXYZ$_";
    String rest = first + "abcdefghijklmnopqrstuvwxyz0123456789";
    StringBuilder identifiers = new StringBuilder();
    for (int i = 0; i < 70_000; i++) {
      identifiers.append(first.charAt(i % 28)).append(rest.charAt(i / 28 % 64));
      identifiers.append(rest.charAt(i / 1792)).append(';');
    }
    String source = identifiers.toString();
    CompileException e = failure(source);
    assertEquals(280_000, source.length());
    assertEquals(Kind.COMPLEX, e.kind());
    assertEquals("too many closure variables", e.getMessage());
  }

  @Test
  void compilesSixtyFiveThousandIdentifiers() {
    String source =
        IntStream.range(0, 65_000).mapToObj(i -> "a" + i + "();").collect(Collectors.joining());
    assertTrue(BytecodeCompiler.compile("many.js", utf8(source)).length > 0);
  }

  @Test
  void survivesALargeSource() {
    String line = "export function f%d(a) { return a.b + '%d' }%n";
    String source =
        IntStream.range(0, 25_000)
            .mapToObj(i -> line.replace("%d", "" + i).replace("%n", "\n"))
            .collect(Collectors.joining());
    assertTrue(BytecodeCompiler.compile("large.js", utf8(source)).length > 0);
  }

  @Test
  void refusesASourceBeyondTheLargestSize() {
    byte[] source = new byte[CompileLimits.MAX_SOURCE_BYTES + 1];
    assertEquals(Kind.SIZE, failure(source, CompileLimits.DEFAULT).kind());
  }

  @Test
  void survivesASourceOfTheLargestSize() {
    byte[] source = new byte[CompileLimits.MAX_SOURCE_BYTES];
    Arrays.fill(source, (byte) ';');
    assertTrue(BytecodeCompiler.compile("largest.js", source).length > 0);
  }

  @Test
  void stopsAtTheMemoryLimit() {
    CompileLimits limits = new CompileLimits(2 << 20, 1 << 20, Duration.ofMinutes(1));
    CompileException e = failure(utf8("a.b.c;".repeat(80_000)), limits);
    assertEquals(Kind.MEMORY, e.kind());
    assertEquals("compiling the source takes more than 2 MB of memory", e.getMessage());
  }

  @Test
  void stopsAtTheTimeLimit() {
    CompileLimits limits = new CompileLimits(1L << 30, 16 << 20, Duration.ofMillis(200));
    long before = System.nanoTime();
    CompileException e = failure(utf8("a?b:".repeat(50_000) + "c"), limits);
    assertEquals(Kind.TIME, e.kind());
    assertEquals("compiling the source takes longer than 200 ms", e.getMessage());
    assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 10);
  }

  @Test
  void compilesInSeveralThreadsAtOnce() throws Exception {
    byte[] expected = BytecodeCompiler.compile("handler.js", utf8(HELLO));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<byte[]> task = () -> BytecodeCompiler.compile("handler.js", utf8(HELLO));
      List<Callable<byte[]>> tasks = IntStream.range(0, 200).mapToObj(i -> task).toList();
      for (Future<byte[]> future : pool.invokeAll(tasks)) {
        assertArrayEquals(expected, future.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void leavesMemoryFlatOverTenThousandCompilations() throws IOException {
    byte[] good = utf8(HELLO + "let a = 'x';".repeat(10).replace("let a", "({}).a"));
    byte[] bad = utf8("export const handler = (");
    compileBoth(good, bad, 1000);
    long before = residentBytes();
    compileBoth(good, bad, 5000);
    long growth = residentBytes() - before;
    assertEquals(0, NativeCompiler.allocatedBytes());
    assertTrue(growth < 48L << 20, "resident memory grew by " + growth + " bytes");
  }

  private static void compileBoth(byte[] good, byte[] bad, int times) {
    for (int i = 0; i < times; i++) {
      assertTrue(BytecodeCompiler.compile("handler.js", good).length > 0);
      failure(bad, CompileLimits.DEFAULT);
    }
  }

  /** Resident memory of this process, after the JVM's own garbage is gone. */
  private static long residentBytes() throws IOException {
    System.gc();
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
    return Long.parseLong(pages[1]) * 4096;
  }

  @Test
  void refusesLimitsOutOfRange() {
    Duration second = Duration.ofSeconds(1);
    assertThrows(IllegalArgumentException.class, () -> new CompileLimits(1000, 1 << 20, second));
    assertThrows(
        IllegalArgumentException.class, () -> new CompileLimits(2L << 30, 1 << 20, second));
    assertThrows(IllegalArgumentException.class, () -> new CompileLimits(1 << 30, 1000, second));
    assertThrows(
        IllegalArgumentException.class, () -> new CompileLimits(1 << 30, 1 << 20, Duration.ZERO));
  }

  @Test
  void saysWhichLibraryIsMissing(@TempDir Path folder) {
    Path file = folder.resolve("libisere_native.so");
    IsereException e = assertThrows(IsereException.class, () -> NativeCompiler.load(file));
    assertEquals(ExitCode.MACHINE, e.exitCode());
    assertEquals("isère's native library is missing", e.getMessage());
    assertEquals(Optional.of(Location.of(file.toString())), e.diagnostics().get(0).location());
  }

  @Test
  void saysWhichLibraryCannotBeLoaded(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("libisere_native.so"), "not a library");
    IsereException e = assertThrows(IsereException.class, () -> NativeCompiler.load(file));
    assertEquals(ExitCode.MACHINE, e.exitCode());
    assertEquals("isère's native library cannot be loaded", e.getMessage());
  }
}
