/*
 * Why a source did not become bytecode.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bytecode;

/** Why a source did not become bytecode. */
public final class CompileException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kinds of reasons; the order is that of isere_compile_status_t. */
  public enum Kind {
    /** It did; never in an exception. */
    OK,
    /** The source is not a module of JavaScript. */
    SYNTAX,
    /** The source is not UTF-8. */
    ENCODING,
    /** The source imports another module. */
    IMPORT,
    /** The source nests too deeply, or holds more of something than the engine can count. */
    COMPLEX,
    /** Compiling takes more memory than it may. */
    MEMORY,
    /** Compiling takes longer than it may. */
    TIME,
    /** The machine gave no thread or no memory. */
    MACHINE,
    /** A limit is out of its range: a mistake of the caller. */
    ARGUMENTS,
    /** The source is larger than any that can be compiled. */
    SIZE
  }

  private final Kind kind;
  private final int line;
  private final int column;

  CompileException(Kind kind, String message, int line, int column) {
    super(message);
    this.kind = kind;
    this.line = line;
    this.column = column;
  }

  /** What kind of reason it is. */
  public Kind kind() {
    return kind;
  }

  /** The line of the source, counted from 1; 0 when unknown. */
  public int line() {
    return line;
  }

  /** The column in code points, counted from 1; 0 when unknown. */
  public int column() {
    return column;
  }
}
