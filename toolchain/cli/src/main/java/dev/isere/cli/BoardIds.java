/*
 * The USB ids of a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.console.UsbId;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.JsonReader;
import dev.isere.document.Node;
import dev.isere.document.TextFiles;
import dev.isere.project.Option;
import dev.isere.project.PortKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The USB ids of a board: those of what was built for it, else those it has by default. */
final class BoardIds {
  private static final long MAX_REPORT_BYTES = 1 << 20;

  private BoardIds() {}

  /**
   * The ids of the board that was built in a folder.
   *
   * @param folder need not exist
   */
  static UsbId of(Path folder) {
    Optional<Node> usb = report(folder.resolve("report.json")).flatMap(root -> find(root, "usb"));
    return UsbId.of(
        usb.flatMap(node -> text(node, "vid")).orElse(byDefault(Option.USB_VID)),
        usb.flatMap(node -> text(node, "pid")).orElse(byDefault(Option.USB_PID)));
  }

  private static String byDefault(Option option) {
    return (String) option.defaultFor(PortKind.PICO2).orElseThrow();
  }

  private static Optional<Node> report(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonReader.read(TextFiles.read(file, MAX_REPORT_BYTES)).root());
    } catch (IsereException e) {
      // Somebody else's report.json: the defaults hold.
      return Optional.empty();
    }
  }

  private static Optional<Node> find(Node node, String key) {
    return node instanceof Node.Mapping mapping ? mapping.find(key) : Optional.empty();
  }

  private static Optional<String> text(Node node, String key) {
    return find(node, key)
        .filter(Node.Scalar.class::isInstance)
        .map(value -> ((Node.Scalar) value).text())
        .filter(text -> text.matches("0x[0-9A-Fa-f]{4}"));
  }
}
