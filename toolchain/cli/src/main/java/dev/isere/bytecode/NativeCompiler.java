/*
 * The functions of libisere_native, and the loading of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bytecode;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The functions of libisere_native (toolchain/native/isere_jni.c). None of them keeps anything
 * between calls, so there is no handle to close. All may be called from several threads at once.
 */
final class NativeCompiler {
  /** System property: the library's file. */
  static final String PROPERTY = "isere.native";

  /** What {@link #abi} of a library that fits gives. */
  private static final int ABI = 1;

  private static boolean loaded;

  private NativeCompiler() {}

  /**
   * Loads the library, once.
   *
   * @throws IsereException (exit code 3) if it is missing, or of another version or machine
   */
  static synchronized void load() {
    if (!loaded) {
      load(file());
      loaded = true;
    }
  }

  /** Loads a library and looks whether it fits. */
  static void load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw unusable("isère's native library is missing", file, null);
    }
    try {
      System.load(file.toAbsolutePath().toString());
      if (abi() == ABI) {
        return;
      }
    } catch (UnsatisfiedLinkError e) {
      throw unusable("isère's native library cannot be loaded", file, e);
    }
    throw unusable("isère's native library is of another version", file, null);
  }

  /** Where the library is: where the launcher says, else where the launcher's build puts it. */
  private static Path file() {
    String named = System.getProperty(PROPERTY, "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    Path folder = Path.of(System.getProperty("isere.home", ""), ".build", "native");
    return folder.resolve(System.mapLibraryName("isere_native"));
  }

  private static IsereException unusable(String what, Path file, UnsatisfiedLinkError cause) {
    Diagnostic diagnostic = Diagnostic.error(what).at(file.toString());
    if (cause != null) {
      diagnostic = diagnostic.withNote(String.valueOf(cause.getMessage()));
    }
    diagnostic = diagnostic.withHelp("remove the folder .build; ./isere then builds it anew");
    return new IsereException(ExitCode.MACHINE, diagnostic, cause);
  }

  /**
   * Compiles one module.
   *
   * @param source UTF-8
   * @param name UTF-8 without NUL
   * @param limits memory in bytes, stack in bytes, time in ms
   * @param answer receives the status (the ordinal of {@link CompileException.Kind}), line, column
   * @return the bytecode if the status is 0, else the message in UTF-8
   */
  static native byte[] compile(byte[] source, byte[] name, long[] limits, int[] answer);

  /** The engine with its patches, such as "quickjs-2025-09-13-1a2b3c4d". */
  static native String engineId();

  /** The engine's own version, such as "2025-09-13". */
  static native String engineVersion();

  /** Native memory that compilations have not given back, bytes. */
  static native long allocatedBytes();

  /** Counted up whenever these functions change. */
  static native int abi();
}
