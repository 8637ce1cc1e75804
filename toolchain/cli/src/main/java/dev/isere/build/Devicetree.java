/*
 * The flash partitions of a devicetree.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.board.Flash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The flash partitions of a devicetree, read from source text as dtc and Zephyr's build write it: a
 * property or a brace a line.
 */
public final class Devicetree {
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern REG =
      Pattern.compile("reg = <\\s*(0x[0-9a-f]+)\\s+(0x[0-9a-f]+)\\s*>;");
  private static final Pattern LABEL = Pattern.compile("label = \"([^\"]*)\";");
  private static final int LEVELS_TO_FLASH = 2;

  /** A node that is open, or was: its own properties. */
  private static final class Node {
    private final Optional<Node> parent;
    private Optional<Flash.Partition> reg = Optional.empty();

    Node(Optional<Node> parent) {
      this.parent = parent;
    }

    Optional<Node> ancestor(int levels) {
      return levels == 0 ? Optional.of(this) : parent.flatMap(p -> p.ancestor(levels - 1));
    }
  }

  private final Map<String, Node> partitions = new HashMap<>();

  /**
   * Reads a devicetree.
   *
   * @param text such as zephyr.dts of a build
   */
  public Devicetree(String text) {
    Deque<Node> open = new ArrayDeque<>();
    for (String line : COMMENT.matcher(text).replaceAll("").lines().map(String::strip).toList()) {
      if (line.endsWith("{")) {
        open.push(new Node(Optional.ofNullable(open.peek())));
      } else if (line.startsWith("}") && !open.isEmpty()) {
        open.pop();
      } else if (!open.isEmpty()) {
        takeProperty(open.peek(), line);
      }
    }
  }

  private void takeProperty(Node node, String line) {
    Matcher reg = REG.matcher(line);
    if (reg.matches()) {
      long first = Long.decode(reg.group(1));
      node.reg = Optional.of(new Flash.Partition(first, Long.decode(reg.group(2))));
    }
    Matcher label = LABEL.matcher(line);
    if (label.matches()) {
      partitions.put(label.group(1), node);
    }
  }

  /**
   * Holds a board.yaml against it.
   *
   * @return a sentence for each difference
   */
  public List<String> differences(Flash flash) {
    List<String> differences = new ArrayList<>();
    flash.firmware().ifPresent(partition -> compare("firmware", partition, differences));
    compare("function_a", flash.functionA(), differences);
    compare("function_b", flash.functionB(), differences);
    Optional<Flash.Partition> whole =
        Optional.ofNullable(partitions.get("function_a"))
            .flatMap(node -> node.ancestor(LEVELS_TO_FLASH))
            .flatMap(node -> node.reg);
    Flash.Partition said = new Flash.Partition(flash.base(), flash.bytes());
    whole
        .filter(real -> !real.equals(said))
        .ifPresent(real -> differences.add(difference("the flash", said, real)));
    return differences;
  }

  private void compare(String label, Flash.Partition said, List<String> differences) {
    Optional<Flash.Partition> real =
        Optional.ofNullable(partitions.get(label)).flatMap(node -> node.reg);
    if (real.isEmpty()) {
      differences.add("the devicetree has no partition with the label " + label);
    } else if (!real.get().equals(said)) {
      differences.add(difference(label, said, real.get()));
    }
  }

  private static String difference(String what, Flash.Partition said, Flash.Partition real) {
    return String.format(
        "%s is 0x%x bytes at 0x%x in board.yaml, but 0x%x at 0x%x in the devicetree",
        what, said.bytes(), said.offset(), real.bytes(), real.offset());
  }
}
