/*
 * What a person wants of a setup.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person wants of a setup.
 *
 * @param templates the folder templates/workspace
 * @param mirror copies to use instead of the network
 * @param zephyr a checkout to use instead of one of our own
 * @param compiler which compiler
 */
public record SetupRequest(
    Path templates, Optional<Mirror> mirror, Optional<Path> zephyr, Compiler compiler) {

  /** Which compiler to use. */
  public enum Compiler {
    /** One that is there already, otherwise the SDK's. */
    AUTO,
    /** The Zephyr SDK's. */
    SDK,
    /** {@code arm-none-eabi-gcc} in the PATH. */
    GNUARMEMB;

    private final String id = name().toLowerCase(Locale.ROOT);

    /**
     * As a person types it.
     *
     * @throws IsereException (exit code 2) if it is none
     */
    public static Compiler of(String text) {
      return Arrays.stream(values())
          .filter(compiler -> compiler.id.equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  IsereException.usage(
                      Diagnostic.error(
                          "`--compiler` has to be one of auto, sdk, gnuarmemb, not " + text)));
    }
  }
}
