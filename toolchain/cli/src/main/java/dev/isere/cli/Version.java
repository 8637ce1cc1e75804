/*
 * The versions of isère and its engine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of isère, as the build wrote it. */
final class Version {
  private Version() {}

  /** Such as "0.1.0". */
  static String isere() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
