/*
 * isere new
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Suggestion;
import dev.isere.document.TextFiles;
import dev.isere.project.Option;
import dev.isere.scaffold.NewProject;
import dev.isere.scaffold.ProjectTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a project. */
@Command(name = "new", description = "Makes a small project that builds, tests and runs as it is.")
final class NewCommand implements Callable<Integer> {
  private static final String SCHEMA = "isere.schema.json";

  private final RootCommand root;

  @Parameters(paramLabel = "DIR", description = "The project's folder; its name is the function's.")
  private Path folder;

  @picocli.CommandLine.Option(
      names = "--template",
      paramLabel = "NAME",
      defaultValue = "hello",
      completionCandidates = TemplateNames.class,
      description = "hello, json-api or typescript (default: hello).")
  private String template;

  NewCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException {
    ProjectTemplates templates = TemplateNames.templates();
    checkTemplate(templates.names());
    Path absolute = folder.toAbsolutePath().normalize();
    Map<String, String> values = Map.of("name", name(absolute), "version", Version.isere());
    SortedMap<String, byte[]> files = templates.files(template, values);
    files.put(SCHEMA, Files.readAllBytes(Home.folder().resolve("docs").resolve(SCHEMA)));
    NewProject.write(absolute, files);
    files.keySet().forEach(file -> root.screen().print(folder.resolve(file).toString()));
    boolean isHere = absolute.equals(Path.of("").toAbsolutePath());
    root.screen()
        .say((isHere ? "" : "cd " + TextFiles.displayName(absolute) + ", then: ") + "isere dev");
    return ExitCode.DONE.value();
  }

  private void checkTemplate(List<String> names) {
    if (!names.contains(template)) {
      Diagnostic error = Diagnostic.error("there is no template `" + template + "`");
      throw IsereException.usage(
          Suggestion.closest(template, names)
              .map(found -> error.withHelp("did you mean `" + found + "`?"))
              .orElse(error)
              .withHelp("the templates are: " + String.join(", ", names)));
    }
  }

  private static String name(Path folder) {
    String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
    if (!name.matches(Option.NAME.pattern())) {
      throw IsereException.usage(
          Diagnostic.error("`" + name + "` is no name for a function")
              .withHelp("up to 63 letters, digits, `_`, `.` and `-`, a letter or digit first"));
    }
    return name;
  }
}
