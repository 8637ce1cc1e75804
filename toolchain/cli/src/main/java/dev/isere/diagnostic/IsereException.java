/*
 * How work ends that cannot be done.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.diagnostic;

import java.util.ArrayList;
import java.util.List;

/** Work that cannot be done, with everything a person should know about it. */
public final class IsereException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;
  private final ExitCode exitCode;

  /**
   * Several reasons at once.
   *
   * @param diagnostics at least one
   */
  public IsereException(ExitCode exitCode, List<Diagnostic> diagnostics) {
    super(diagnostics.get(0).message());
    this.diagnostics = List.copyOf(diagnostics);
    this.exitCode = exitCode;
  }

  /** One reason. */
  public IsereException(ExitCode exitCode, Diagnostic diagnostic) {
    this(exitCode, List.of(diagnostic));
  }

  /** One reason and the exception that brought it to light, shown by --stacktrace only. */
  public IsereException(ExitCode exitCode, Diagnostic diagnostic, Throwable cause) {
    this(exitCode, List.of(diagnostic));
    initCause(cause);
  }

  /** The work failed: exit code 1. */
  public static IsereException failed(Diagnostic diagnostic) {
    return new IsereException(ExitCode.FAILED, diagnostic);
  }

  /** The work failed for several reasons: exit code 1. */
  public static IsereException failed(List<Diagnostic> diagnostics) {
    return new IsereException(ExitCode.FAILED, diagnostics);
  }

  /** The command was used wrongly: exit code 2. */
  public static IsereException usage(Diagnostic diagnostic) {
    return new IsereException(ExitCode.USAGE, diagnostic);
  }

  /** The same with a line of help below the last message, unless it stands there already. */
  public IsereException withHelp(String line) {
    List<Diagnostic> more = new ArrayList<>(diagnostics);
    int last = more.size() - 1;
    if (!more.get(last).help().contains(line)) {
      more.set(last, more.get(last).withHelp(line));
    }
    IsereException copy = new IsereException(exitCode, more);
    copy.initCause(this);
    return copy;
  }

  /** What to tell, in this order. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** How the process ends. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
