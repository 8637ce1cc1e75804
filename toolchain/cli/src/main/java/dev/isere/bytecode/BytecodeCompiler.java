/*
 * Source text to bytecode.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bytecode;

import dev.isere.bytecode.CompileException.Kind;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Location;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Source text to bytecode, in this process, by the engine that the runtime is built with. Safe with
 * any source: limits hold for size, memory, stack and time.
 */
public final class BytecodeCompiler {
  private static final int MAX_SHOWN_LINE_CHARS = 200;

  private BytecodeCompiler() {}

  /**
   * Compiles one module within {@link CompileLimits#DEFAULT}.
   *
   * @param name the module's display name: it stands in stack traces and in the bytecode
   * @param source UTF-8 text of one ES module that imports nothing; not changed
   * @return bytecode; the same source and name always give the same
   * @throws IsereException if it does not compile, with the place and the line of source
   */
  public static byte[] compile(String name, byte[] source) {
    try {
      return compile(name, source, CompileLimits.DEFAULT);
    } catch (CompileException e) {
      ExitCode code = e.kind() == Kind.MACHINE ? ExitCode.MACHINE : ExitCode.FAILED;
      throw new IsereException(code, diagnostic(name, source, e), e);
    }
  }

  /**
   * Compiles one module.
   *
   * @param name the module's display name: it stands in stack traces and in the bytecode
   * @param source UTF-8 text of one ES module that imports nothing; not changed
   * @return bytecode; the same source and name always give the same
   * @throws CompileException if it does not compile
   * @throws IsereException if there is no compiler on this machine
   */
  public static byte[] compile(String name, byte[] source, CompileLimits limits)
      throws CompileException {
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("NUL in a name");
    }
    if (source.length > CompileLimits.MAX_SOURCE_BYTES) {
      throw new CompileException(
          Kind.SIZE,
          "the source is larger than " + (CompileLimits.MAX_SOURCE_BYTES >> 20) + " MB",
          0,
          0);
    }
    NativeCompiler.load();
    int[] answer = new int[3];
    long[] numbers = {limits.memoryBytes(), limits.stackBytes(), limits.timeout().toMillis()};
    byte[] result =
        NativeCompiler.compile(source, name.getBytes(StandardCharsets.UTF_8), numbers, answer);
    Kind kind = Kind.values()[answer[0]];
    if (kind == Kind.OK) {
      return result;
    }
    String message = new String(result, StandardCharsets.UTF_8);
    if (kind == Kind.ARGUMENTS) {
      throw new IllegalArgumentException(message);
    }
    throw new CompileException(kind, message, answer[1], answer[2]);
  }

  /** The engine with its patches, such as "quickjs-2025-09-13-1a2b3c4d": what bytecode requires. */
  public static String engineId() {
    NativeCompiler.load();
    return NativeCompiler.engineId();
  }

  /** The engine's own version, such as "2025-09-13". */
  public static String engineVersion() {
    NativeCompiler.load();
    return NativeCompiler.engineVersion();
  }

  private static Diagnostic diagnostic(String name, byte[] source, CompileException e) {
    boolean isWrong = e.kind() == Kind.SYNTAX;
    Diagnostic diagnostic =
        Diagnostic.error((isWrong ? name + " does not parse: " : "") + e.getMessage())
            .at(new Location(name, e.line(), e.line() == 0 ? 0 : e.column()));
    if (e.line() > 0) {
      diagnostic = withSourceLine(diagnostic, source, e.line());
    }
    return isWrong || e.kind() == Kind.ENCODING
        ? diagnostic.withHelp("nothing was built; the previous image is unchanged")
        : diagnostic;
  }

  /** Shows the line, unless it is too long to help. */
  private static Diagnostic withSourceLine(Diagnostic diagnostic, byte[] source, int line) {
    int start = 0;
    for (int skipped = 1; skipped < line; skipped++) {
      while (start < source.length && source[start] != '\n') {
        start++;
      }
      start++;
    }
    int end = start;
    while (end < source.length && source[end] != '\n' && source[end] != '\r') {
      end++;
    }
    if (start >= end || end - start > MAX_SHOWN_LINE_CHARS) {
      return diagnostic;
    }
    return diagnostic.withSourceLine(
        new String(Arrays.copyOfRange(source, start, end), StandardCharsets.UTF_8));
  }
}
