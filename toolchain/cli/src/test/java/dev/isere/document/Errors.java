/*
 * What tests ask of errors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** What tests ask of errors. */
public final class Errors {
  private Errors() {}

  /** The messages of work that has to fail with exit code 1. */
  public static List<Diagnostic> of(Executable work) {
    return of(ExitCode.FAILED, work);
  }

  /** The messages of work that has to fail with an exit code. */
  public static List<Diagnostic> of(ExitCode code, Executable work) {
    IsereException e = assertThrows(IsereException.class, work);
    assertEquals(code, e.exitCode());
    return e.diagnostics();
  }

  /** The only message of work that has to fail with exit code 1. */
  public static Diagnostic only(Executable work) {
    return only(ExitCode.FAILED, work);
  }

  /** The only message of work that has to fail with an exit code. */
  public static Diagnostic only(ExitCode code, Executable work) {
    List<Diagnostic> all = of(code, work);
    assertEquals(1, all.size(), all::toString);
    return all.get(0);
  }

  /** The place of a message as FILE:LINE:COLUMN without the file's folders, or an empty text. */
  public static String place(Diagnostic diagnostic) {
    return diagnostic
        .location()
        .map(location -> location.toString().replaceAll(".*/", ""))
        .orElse("");
  }
}
