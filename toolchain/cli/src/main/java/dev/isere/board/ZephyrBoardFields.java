/*
 * Reads what a board.yaml says of a board that runs Zephyr.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import dev.isere.document.Document;
import dev.isere.document.Fields;
import dev.isere.document.Node;
import dev.isere.document.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads what a board.yaml says of a board that runs Zephyr. */
final class ZephyrBoardFields {
  static final List<String> KEYS =
      List.of("zephyr", "ram_bytes", "system", "flash", "uf2", "network", "run", "watchdog_max_ms");

  private static final String FIRMWARE = "firmware";
  private static final String FUNCTION_A = "function_a";
  private static final String FUNCTION_B = "function_b";
  private static final String STORAGE = "storage";
  private static final List<String> FLASH_KEYS =
      List.of("base", "bytes", FIRMWARE, FUNCTION_A, FUNCTION_B, STORAGE);
  private static final List<String> REQUIRED_PARTITIONS = List.of(FUNCTION_A, FUNCTION_B);
  private static final List<String> OPTIONAL_PARTITIONS = List.of(FIRMWARE, STORAGE);

  private static final long MAX_ADDRESS = 0xFFFF_FFFFL;
  private static final long MAX_BYTES = 1L << 30;
  private static final long MAX_WATCHDOG_MS = 600_000;
  private static final Pattern TARGET =
      Pattern.compile("[a-z0-9_]+(@[0-9a-zA-Z.]+)?(/[a-z0-9_]+)*");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private final Document document;
  private final Problems problems;

  ZephyrBoardFields(Document document, Problems problems) {
    this.document = document;
    this.problems = problems;
  }

  /** The board; empty when something was wrong, which has been reported. */
  Optional<ZephyrBoard> read(Fields fields) {
    Optional<String> target = fields.requiredText("zephyr");
    complainUnless(
        fields, "zephyr", target, TARGET, "a target of Zephyr, such as rpi_pico2/rp2350a");
    Optional<Long> ram = fields.number("ram_bytes", 1 << 16, MAX_BYTES);
    Optional<ZephyrBoard.System> system =
        group(fields, "system", List.of("ram_bytes", "flash_bytes"), false).flatMap(this::system);
    Optional<Flash> flash = group(fields, "flash", FLASH_KEYS, true).flatMap(this::flash);
    Optional<ZephyrBoard.Uf2> uf2 =
        group(fields, "uf2", List.of("family", "drive"), false).flatMap(this::uf2);
    Optional<ZephyrBoard.Network> network =
        group(fields, "network", List.of("link", "address", "gateway"), true)
            .flatMap(this::network);
    Optional<RunCommandLine> run = run(fields);
    Optional<Long> watchdog = fields.number("watchdog_max_ms", 1, MAX_WATCHDOG_MS);
    return problems.isEmpty()
        ? Optional.of(
            new ZephyrBoard(
                target.orElseThrow(),
                ram,
                system,
                flash.orElseThrow(),
                uf2,
                network.orElseThrow(),
                run,
                watchdog))
        : Optional.empty();
  }

  private Optional<Fields> group(Fields parent, String key, List<String> keys, boolean required) {
    if (required) {
      parent.require(key);
    }
    return parent.get(key).map(node -> Fields.of(document, node, key, keys, problems));
  }

  private void complainUnless(
      Fields fields, String key, Optional<String> text, Pattern pattern, String what) {
    text.filter(value -> !pattern.matcher(value).matches())
        .ifPresent(
            value ->
                problems.add(
                    document.error(
                        fields.get(key).orElseThrow(),
                        "`" + key + "` has to be " + what + ", not " + value)));
  }

  private Optional<ZephyrBoard.System> system(Fields fields) {
    Optional<Long> ram = fields.requiredNumber("ram_bytes", 0, MAX_BYTES);
    Optional<Long> flash = fields.requiredNumber("flash_bytes", 0, MAX_BYTES);
    return ram.flatMap(bytes -> flash.map(more -> new ZephyrBoard.System(bytes, more)));
  }

  private Optional<Flash> flash(Fields fields) {
    Optional<Long> base = fields.requiredNumber("base", 0, MAX_ADDRESS);
    Optional<Long> bytes = fields.requiredNumber("bytes", 2 * Flash.SECTOR_BYTES, MAX_BYTES);
    REQUIRED_PARTITIONS.forEach(fields::require);
    Map<String, Flash.Partition> partitions = new TreeMap<>();
    List<String> names = new ArrayList<>(REQUIRED_PARTITIONS);
    names.addAll(OPTIONAL_PARTITIONS);
    for (String name : names) {
      fields
          .get(name)
          .flatMap(node -> partition(name, node))
          .ifPresent(p -> partitions.put(name, p));
    }
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    checkPlaces(fields, bytes.orElseThrow(), partitions);
    return Optional.of(
        new Flash(
            base.orElseThrow(),
            bytes.orElseThrow(),
            Optional.ofNullable(partitions.get(FIRMWARE)),
            partitions.get(FUNCTION_A),
            partitions.get(FUNCTION_B)));
  }

  private Optional<Flash.Partition> partition(String name, Node node) {
    Fields fields =
        Fields.of(document, node, "flash." + name, List.of("offset", "bytes"), problems);
    Optional<Long> offset = fields.requiredNumber("offset", 0, MAX_BYTES);
    Optional<Long> bytes = fields.requiredNumber("bytes", 1, MAX_BYTES);
    boolean isSlot = REQUIRED_PARTITIONS.contains(name);
    if (isSlot && offset.isPresent() && bytes.isPresent() && !isWhole(offset.get(), bytes.get())) {
      problems.add(
          document.error(
              node,
              "`flash." + name + "` has to be two sectors of 4096 bytes or more, and whole ones"));
    }
    return offset.flatMap(from -> bytes.map(size -> new Flash.Partition(from, size)));
  }

  private static boolean isWhole(long offset, long bytes) {
    return offset % Flash.SECTOR_BYTES == 0
        && bytes % Flash.SECTOR_BYTES == 0
        && bytes >= 2 * Flash.SECTOR_BYTES;
  }

  private void checkPlaces(Fields fields, long bytes, Map<String, Flash.Partition> partitions) {
    List<String> ordered = new ArrayList<>(partitions.keySet());
    ordered.sort(Comparator.comparingLong(name -> partitions.get(name).offset()));
    long free = 0;
    for (String name : ordered) {
      Flash.Partition partition = partitions.get(name);
      Node node = fields.get(name).orElseThrow();
      if (partition.offset() < free) {
        problems.add(
            document.error(node, "`flash." + name + "` overlaps what lies in front of it"));
      }
      if (partition.end() > bytes) {
        problems.add(document.error(node, "`flash." + name + "` goes beyond the end of the flash"));
      }
      free = partition.end();
    }
  }

  private Optional<ZephyrBoard.Uf2> uf2(Fields fields) {
    Optional<Long> family = fields.requiredNumber("family", 1, MAX_ADDRESS);
    Optional<String> drive = fields.requiredText("drive");
    return family.flatMap(id -> drive.map(name -> new ZephyrBoard.Uf2(id, name)));
  }

  private Optional<ZephyrBoard.Network> network(Fields fields) {
    Optional<String> word = fields.requiredText("link");
    Optional<ZephyrBoard.Link> link = word.flatMap(ZephyrBoardFields::link);
    if (word.isPresent() && link.isEmpty()) {
      problems.add(
          document.error(
              fields.get("link").orElseThrow(),
              "`network.link` has to be one of usb, ethernet, host, not " + word.get()));
    }
    if (link.filter(found -> found == ZephyrBoard.Link.ETHERNET).isPresent()) {
      fields.require("address");
    }
    Optional<String> address = fields.text("address");
    Optional<String> gateway = fields.text("gateway");
    complainUnless(fields, "address", address, ADDRESS, "an IPv4 address");
    complainUnless(fields, "gateway", gateway, ADDRESS, "an IPv4 address");
    return link.map(found -> new ZephyrBoard.Network(found, address, gateway));
  }

  private static Optional<ZephyrBoard.Link> link(String word) {
    for (ZephyrBoard.Link link : ZephyrBoard.Link.values()) {
      if (link.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(link);
      }
    }
    return Optional.empty();
  }

  private Optional<RunCommandLine> run(Fields fields) {
    Optional<RunCommandLine> run = fields.texts("run").map(RunCommandLine::new);
    if (run.isPresent()) {
      TreeSet<String> unknown = new TreeSet<>(run.get().used());
      unknown.removeAll(RunCommandLine.names());
      if (run.get().words().isEmpty() || !unknown.isEmpty()) {
        String what =
            unknown.isEmpty() ? "is empty" : "has unknown placeholders: {" + unknown.first() + "}";
        problems.add(
            document
                .error(fields.get("run").orElseThrow(), "`run` " + what)
                .withHelp("the placeholders are: " + String.join(", ", RunCommandLine.names())));
      }
    }
    return run;
  }
}
