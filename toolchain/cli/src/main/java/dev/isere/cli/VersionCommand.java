/*
 * isere version
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The same as {@code isere --version}, for those whom other tools have taught the word. */
@Command(name = "version", description = "Shows the versions of isère and its engine.")
final class VersionCommand implements Callable<Integer> {
  private final RootCommand root;

  VersionCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    return new VersionReport(root.screen()).print();
  }
}
