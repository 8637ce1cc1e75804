/*
 * isere manual
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.manual.CommandsPage;
import dev.isere.manual.ManualPages;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the manual of all commands. */
@Command(
    name = "manual",
    description = "Writes the manual of all commands: pages for man, or one page of Markdown.")
final class ManualCommand implements Callable<Integer> {
  private static final String MAN = "man";
  private static final List<String> FORMATS = List.of(MAN, "markdown");

  private final RootCommand root;

  @Spec private CommandSpec spec;

  /** For completion. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return FORMATS.iterator();
    }
  }

  @Parameters(paramLabel = "DIR", description = "The folder that gets the pages.")
  private Path folder;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = MAN,
      completionCandidates = Formats.class,
      description = "man or markdown (default: man).")
  private String format;

  ManualCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    if (!FORMATS.contains(format)) {
      throw IsereException.usage(
          Diagnostic.error("there is no format `" + format + "`")
              .withHelp("there are " + String.join(", ", FORMATS)));
    }
    for (Map.Entry<String, String> page : pages().entrySet()) {
      Path file = folder.resolve(page.getKey());
      OutputFolder.write(file, page.getValue());
      root.screen().print(file.toString());
    }
    return ExitCode.DONE.value();
  }

  private SortedMap<String, String> pages() {
    CommandSpec all = spec.root();
    return format.equals(MAN)
        ? ManualPages.of(all, Version.isere())
        : new TreeMap<>(Map.of("commands.md", CommandsPage.of(all)));
  }
}
