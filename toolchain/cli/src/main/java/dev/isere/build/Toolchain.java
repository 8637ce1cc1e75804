/*
 * A C compiler for boards.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A C compiler for boards, in Zephyr's words.
 *
 * @param variant what ZEPHYR_TOOLCHAIN_VARIANT is set to
 * @param path its folder; empty when the environment says it in words of the variant's own
 */
public record Toolchain(String variant, Optional<Path> path) {
  /** A GCC named {@code arm-none-eabi-gcc}: {@code path} is the parent of its {@code bin}. */
  public static final String GNUARMEMB = "gnuarmemb";

  /** The Zephyr SDK: {@code path} is where it is unpacked. */
  public static final String SDK = "zephyr";

  /** The compiler of this machine: {@code path} is its executable. */
  public static final String HOST = "host";

  public Toolchain {
    Objects.requireNonNull(variant);
    Objects.requireNonNull(path);
  }

  /** The compiler's executable, where it is known. */
  public Optional<Path> compiler() {
    return switch (variant) {
      case GNUARMEMB -> path.map(folder -> folder.resolve("bin/arm-none-eabi-gcc"));
      case SDK -> path.map(folder -> folder.resolve("arm-zephyr-eabi/bin/arm-zephyr-eabi-gcc"));
      case HOST -> path;
      default -> Optional.empty();
    };
  }

  /** The environment variables that make Zephyr use it. */
  public Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("ZEPHYR_TOOLCHAIN_VARIANT", variant);
    path.ifPresent(
        folder -> {
          if (variant.equals(GNUARMEMB)) {
            variables.put("GNUARMEMB_TOOLCHAIN_PATH", folder.toString());
          } else if (variant.equals(SDK)) {
            variables.put("ZEPHYR_SDK_INSTALL_DIR", folder.toString());
          }
        });
    return variables;
  }
}
