/*
 * Makes a Project of HANDLER, isere.yaml and flags.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.project;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a {@link Project} of HANDLER, isere.yaml and flags. Flags win. */
public final class ProjectLoader {
  private static final int MAX_NAME_CHARS = 63;

  /** Handlers with these names say nothing about the function; their folder does. */
  private static final Set<String> NAMELESS = Set.of("handler", "index", "main");

  private ProjectLoader() {}

  /**
   * Loads a project.
   *
   * @param handlerOrFolder HANDLER as the person gave it
   * @param kind the kind of port whose defaults hold
   * @param flags {@code KEY=VALUE}, as given to --option
   * @throws IsereException with every mistake in isere.yaml, or in the flags
   */
  public static Project load(Path handlerOrFolder, PortKind kind, List<String> flags) {
    Map<Option, Object> fromFlags = parseFlags(flags);
    Map<Option, Object> set = new EnumMap<>(Option.class);
    HandlerFinder.configOf(handlerOrFolder).map(ConfigFile::read).ifPresent(set::putAll);
    set.putAll(fromFlags);
    Optional<String> configured = Optional.ofNullable((String) set.get(Option.HANDLER));
    Path handler = HandlerFinder.find(handlerOrFolder, configured);
    Options options = Options.of(kind, set);
    return new Project(handler, options.name().orElseGet(() -> nameOf(handler)), options, set);
  }

  /**
   * The files that decide what {@link #load} gives, whether they are there or not: isere.yaml and
   * where a handler is looked for.
   */
  public static Set<Path> files(Path handlerOrFolder) {
    return HandlerFinder.places(handlerOrFolder);
  }

  private static Map<Option, Object> parseFlags(List<String> flags) {
    Map<Option, Object> set = new EnumMap<>(Option.class);
    List<Diagnostic> wrong = new ArrayList<>();
    for (String flag : flags) {
      int equals = flag.indexOf('=');
      String key = equals < 0 ? flag : flag.substring(0, equals);
      Optional<Option> option = Option.of(key);
      if (equals < 0) {
        wrong.add(Diagnostic.error("--option " + flag + ": a key, `=` and a value are expected"));
      } else if (option.isEmpty()) {
        wrong.add(unknown(key));
      } else {
        Object value = OptionValue.parse(option.get(), flag.substring(equals + 1));
        complaint(option.get(), value)
            .map(complaint -> Diagnostic.error("--option " + flag + ": `" + key + "` " + complaint))
            .ifPresent(wrong::add);
        set.put(option.get(), value);
      }
    }
    if (!wrong.isEmpty()) {
      throw new IsereException(ExitCode.USAGE, wrong);
    }
    return set;
  }

  private static Optional<String> complaint(Option option, Object value) {
    return option.type() == Option.Type.MAP || option.type() == Option.Type.COUNTS
        ? Optional.of("is set in isere.yaml only")
        : option.complaint(value);
  }

  private static Diagnostic unknown(String key) {
    List<String> keys = Arrays.stream(Option.values()).map(Option::key).toList();
    Diagnostic error = Diagnostic.error("unknown option `" + key + "`");
    return Suggestion.closest(key, keys)
        .map(known -> error.withHelp("did you mean `" + known + "`?"))
        .orElseGet(() -> error.withHelp("docs/limits.md lists them all"));
  }

  /** The name of a function that has none: its file's, or its folder's. */
  static String nameOf(Path handler) {
    String file = handler.getFileName().toString();
    String stem = file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
    Path folder = handler.getParent();
    boolean byFolder = NAMELESS.contains(stem) && folder != null && folder.getFileName() != null;
    String name = byFolder ? folder.getFileName().toString() : stem;
    String sound = name.replaceAll("[^A-Za-z0-9_.-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
    String cut = sound.substring(0, Math.min(sound.length(), MAX_NAME_CHARS));
    return cut.isEmpty() ? "function" : cut;
  }
}
