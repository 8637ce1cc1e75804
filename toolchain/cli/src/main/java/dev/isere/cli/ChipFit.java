/*
 * Whether a function fits into a chip.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.board.ChipMemory;
import dev.isere.build.EmulatedChip;
import dev.isere.build.LogRecord;
import dev.isere.build.SimReport;
import dev.isere.bundle.BundlePart;
import dev.isere.bytecode.BytecodeCompiler;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.image.ImageContent;
import dev.isere.image.ImageWriter;
import dev.isere.project.Option;
import dev.isere.project.Project;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Boots a function on the emulated chip, and says what to change when it does not fit. */
final class ChipFit {
  private static final long KIB = 1024;
  private static final int NAMED_PARTS = 3;

  /** The runtime's buffer for texts takes this part of the JavaScript heap's size on top of it. */
  private static final long HEAP_PER_TEXT_BYTE = 64;

  /**
   * What the chip's clock shows when it starts: the same in each run, as all that a run is made of.
   */
  private static final long CLOCK_MS = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();

  private final EmulatedChip chip;
  private final ChipMemory memory;
  private final String boardName;
  private final Project project;
  private final MadeFunction function;
  private final Map<String, String> options = new TreeMap<>();

  ChipFit(
      EmulatedChip chip,
      ChipMemory memory,
      String boardName,
      Project project,
      MadeFunction function) {
    this.chip = chip;
    this.memory = memory;
    this.boardName = boardName;
    this.project = project;
    this.function = function;
    project
        .options()
        .toMap()
        .forEach(
            (option, value) -> {
              if (option.scope() == Option.Scope.FIRMWARE && value instanceof Long) {
                options.put(option.key(), value.toString());
              }
            });
  }

  /**
   * The runtime with a function that does nothing and the smallest heap.
   *
   * @throws IsereException if the options alone take more RAM than there is
   */
  SimReport empty() {
    EmulatedChip.Boot boot = boot(emptyImage(), Option.JS_HEAP_BYTES.min());
    SimReport report =
        boot.report()
            .orElseThrow(() -> boot.outOfMemory() ? failed(tooManyBuffers()) : refused(boot));
    if (ram(report) > memory.ram()) {
      throw failed(tooManyBuffers());
    }
    return report;
  }

  /**
   * Boots the function.
   *
   * @return how the start went; the chip serves the function from now on
   * @throws IsereException with what to change if it does not fit, or with why it does not load
   */
  EmulatedChip.Boot start() {
    int bytes = function.image().length;
    if (bytes > memory.slot()) {
      throw failed(
          Diagnostic.error(
                  said(
                      "the function does not fit %s: its image has %,d bytes, a slot %,d",
                      boardName, bytes, memory.slot()))
              .withHelp(smaller()));
    }
    long heap = project.options().js().heapBytes();
    EmulatedChip.Boot boot = boot(function.image(), heap);
    if (boot.report().filter(report -> ram(report) <= memory.ram()).isPresent()) {
      return boot;
    }
    if (boot.report().isPresent() || (boot.outOfMemory() && !boot.reason().isEmpty())) {
      throw failed(tooMuchRam(heap));
    }
    throw boot.outOfMemory() ? failed(tooLargeForHeap(heap)) : refused(boot);
  }

  /** Why the function does not come to be served; empty when it does. */
  Optional<IsereException> failure() {
    try {
      start();
      return Optional.empty();
    } catch (IsereException e) {
      if (e.exitCode() != ExitCode.FAILED) {
        throw e;
      }
      return Optional.of(e);
    }
  }

  private EmulatedChip.Boot boot(byte[] image, long heapBytes) {
    Map<String, String> all = new TreeMap<>(options);
    all.put(Option.JS_HEAP_BYTES.key(), Long.toString(heapBytes));
    return chip.boot(image, all, CLOCK_MS);
  }

  private byte[] emptyImage() {
    byte[] source = "export const handler = () => {}".getBytes(UTF_8);
    return ImageWriter.write(
        new ImageContent(
            "empty",
            "0.0.0",
            "isere " + Version.isere(),
            "0000000000000000",
            Map.of(),
            new TreeMap<>(),
            Optional.of(BytecodeCompiler.engineId()),
            BytecodeCompiler.compile("handler.js", source)));
  }

  /** All RAM that the runtime takes. */
  static long ram(SimReport report) {
    return report.ramStatic() + report.ramReserved() + report.stackSize();
  }

  /** The largest JavaScript heap that there is room for beside everything else, once a context. */
  private long largestHeap(SimReport empty) {
    long free = (memory.ram() - ram(empty)) / project.options().js().contexts();
    long heap = empty.heapLimit() + free * HEAP_PER_TEXT_BYTE / (HEAP_PER_TEXT_BYTE + 1);
    return heap / KIB * KIB;
  }

  // --- what to say ---

  private Diagnostic tooManyBuffers() {
    return Diagnostic.error(
            said(
                "the options ask for more RAM than the %,d bytes that %s leaves to the runtime",
                memory.ram(), boardName))
        .withHelp(
            "lower http.max_connections, http.max_header_bytes, http.send_buffer_bytes,"
                + " http.max_body_bytes or js.stack_bytes");
  }

  private Diagnostic tooMuchRam(long heap) {
    return Diagnostic.error(
            said(
                "the options ask for more RAM than the %,d bytes that %s leaves to the runtime",
                memory.ram(), boardName))
        .withHelp(
            said(
                "js.heap_bytes is %d; with the other options as they are it can be up to %d",
                heap, largestHeap(empty())));
  }

  private Diagnostic tooLargeForHeap(long heap) {
    long largest = largestHeap(empty());
    Optional<SimReport> roomy =
        largest > heap ? boot(function.image(), largest).report() : Optional.empty();
    if (roomy.isEmpty()) {
      return Diagnostic.error(
              said(
                  "the function does not fit %s: it does not load into a JavaScript heap of %,d"
                      + " bytes, and there is no room for a larger one",
                  boardName, Math.max(heap, largest)))
          .withHelp(smaller());
    }
    long peak = roomy.get().heapPeak();
    // A quarter on top is for the calls.
    long wanted = Math.min(largest, (peak + peak / 4 + KIB - 1) / KIB * KIB);
    return Diagnostic.error(
            said(
                "the function does not fit %s: loading it takes %,d bytes of JavaScript heap, and"
                    + " js.heap_bytes is %,d",
                boardName, peak, heap))
        .withHelp(said("set js.heap_bytes: %d (there is room for %d)", wanted, largest))
        .withHelp("or " + smaller());
  }

  private String smaller() {
    long all = function.parts().stream().mapToLong(BundlePart::bytes).sum();
    String largest =
        function.parts().stream()
            .limit(NAMED_PARTS)
            .map(part -> said("%s %d %%", name(part), Math.round(100.0 * part.bytes() / all)))
            .collect(Collectors.joining(", "));
    return "make it smaller: most of it is " + largest;
  }

  /** As a person knows it. */
  static String name(BundlePart part) {
    return (part.isPackage() ? "npm package " : "") + part.name();
  }

  /** Why a function does not load, in its own words. */
  private IsereException refused(EmulatedChip.Boot boot) {
    List<LogRecord> errors = boot.log().stream().filter(LogRecord::isError).toList();
    List<Diagnostic> reasons =
        new ArrayList<>(StartLog.diagnostics(function.symbolicator(), errors));
    if (reasons.isEmpty()) {
      reasons.add(Diagnostic.error(boot.reason().isEmpty() ? "no reason given" : boot.reason()));
    }
    return IsereException.failed(reasons);
  }

  private static IsereException failed(Diagnostic diagnostic) {
    return IsereException.failed(diagnostic);
  }

  private static String said(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
