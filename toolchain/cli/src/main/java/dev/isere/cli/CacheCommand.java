/*
 * isere cache
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.Firmware;
import dev.isere.build.FirmwareCache;
import dev.isere.diagnostic.ExitCode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows or drops the firmware that is kept for further builds. */
@Command(
    name = "cache",
    description = "Shows or drops the firmware that is kept for further builds.",
    synopsisSubcommandLabel = "COMMAND")
final class CacheCommand implements Callable<Integer> {
  private final RootCommand root;

  @Spec private CommandSpec spec;

  CacheCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(root.screen().err());
    return ExitCode.USAGE.value();
  }

  @Command(name = "list", description = "Lists what is kept, the last used first.")
  int list(@Option(names = "--json", description = "Print one JSON array.") boolean json) {
    FirmwareCache cache = FirmwareCache.ofThisProcess();
    List<FirmwareCache.Entry> entries = cache.list();
    if (json) {
      root.screen().print(Json.text(out -> writeAll(out, entries)));
      return ExitCode.DONE.value();
    }
    for (FirmwareCache.Entry entry : entries) {
      String board = entry.facts().getOrDefault(Firmware.BOARD, "?");
      String zephyr = "Zephyr " + entry.facts().getOrDefault(Firmware.ZEPHYR, "?");
      root.screen()
          .print(
              String.format(
                  Locale.ROOT,
                  "%-12s %-14s %,14d bytes  %s  %s",
                  board,
                  zephyr,
                  entry.bytes(),
                  entry.used().truncatedTo(ChronoUnit.SECONDS),
                  entry.key()));
    }
    root.screen().say(summary(entries) + " in " + cache.folder());
    return ExitCode.DONE.value();
  }

  @Command(name = "clean", description = "Drops all of it; the next builds take their time.")
  int clean() {
    root.screen().say("dropped " + summary(FirmwareCache.ofThisProcess().clean()));
    return ExitCode.DONE.value();
  }

  private static String summary(List<FirmwareCache.Entry> entries) {
    long bytes = entries.stream().mapToLong(FirmwareCache.Entry::bytes).sum();
    return entries.size() + " of firmware, " + FileSize.bytes(bytes);
  }

  private static void writeAll(Json.Writer out, List<FirmwareCache.Entry> entries) {
    out.startArray();
    for (FirmwareCache.Entry entry : entries) {
      out.startObject();
      out.text("key", entry.key());
      entry.facts().forEach(out::text);
      out.number("bytes", entry.bytes());
      out.text("used", entry.used().truncatedTo(ChronoUnit.SECONDS).toString());
      out.endObject();
    }
    out.endArray();
  }
}
