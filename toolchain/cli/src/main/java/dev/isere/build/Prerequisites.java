/*
 * What it takes to build for a board, and what of it is there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.board.Board;
import dev.isere.board.ZephyrBoard;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds out what it takes to build for a board, and what of it is there. Changes nothing. */
public final class Prerequisites {
  private static final String SETUP = "isere setup";

  /** Zephyr 4.1 to 4.3 asks for these. */
  private static final String LEAST_CMAKE = "3.20.5";

  /** The emulator of an RP2040 asks for it. */
  private static final String LEAST_NODE = "18";

  private static final String LEAST_PYTHON = "3.10";
  private static final String LEAST_ZEPHYR = "4.1.99";

  /** What Zephyr's scripts import, by the names in its requirements-base.txt. */
  private static final Map<String, String> PYTHON_MODULES =
      new TreeMap<>(
          Map.of(
              "jsonschema", "jsonschema",
              "packaging", "packaging",
              "pyelftools", "elftools",
              "pykwalify", "pykwalify",
              "pyyaml", "yaml"));

  private final WorkspaceFinder finder;
  private final ProgramReply programs;

  /**
   * @param finder knows the environment
   * @param programs runs what says a version
   */
  public Prerequisites(WorkspaceFinder finder, ProgramReply programs) {
    this.finder = finder;
    this.programs = programs;
  }

  /**
   * All that a board takes, in the order in which it would be missed.
   *
   * @param named the checkout or workspace that {@code --zephyr} names
   */
  public List<Prerequisite> of(Board board, Optional<Path> named) {
    return switch (board.build()) {
      case NATIVE -> ofRuntime();
      case M33_SIM -> ofEmulatedChip();
      case ZEPHYR -> ofZephyr(board.zephyr().orElseThrow(), named);
    };
  }

  /** What builds the runtime of this machine, which the launcher does. */
  private List<Prerequisite> ofRuntime() {
    return List.of(
        program("Python", "python3", "python3"),
        program("CMake", "cmake", "cmake"),
        program("make", "make", "make"),
        program("C compiler", "cc", "gcc"));
  }

  private List<Prerequisite> ofEmulatedChip() {
    return List.of(
        program("CMake", "cmake", "cmake"),
        program("QEMU", "qemu-system-arm", "qemu-system-arm"),
        program("C compiler for ARM", "arm-none-eabi-gcc", "gcc-arm-none-eabi"),
        picolibc());
  }

  private List<Prerequisite> ofZephyr(ZephyrBoard board, Optional<Path> named) {
    List<Prerequisite> all = new ArrayList<>();
    Optional<ZephyrTree> tree = Optional.empty();
    try {
      tree = finder.zephyr(named);
      all.add(tree.map(this::zephyr).orElseGet(() -> missing("Zephyr", finder.noWorkspace())));
    } catch (IsereException e) {
      all.add(missing("Zephyr", e));
    }
    Optional<Path> west = finder.west(tree.flatMap(ZephyrTree::top));
    all.add(tool("west", west, List.of(SETUP)));
    all.add(python(tree, west));
    all.add(atLeast(beside(west, "CMake", "cmake", "cmake"), LEAST_CMAKE));
    all.add(beside(west, "ninja", "ninja", "ninja-build"));
    boolean isOfThisMachine = board.network().link() == ZephyrBoard.Link.HOST;
    all.add(isOfThisMachine ? program("C compiler", "gcc", "gcc") : compilerForArm());
    board
        .run()
        .map(line -> line.words().get(0))
        .filter(word -> !word.contains("{"))
        .ifPresent(emulator -> all.add(emulator(board, emulator)));
    board.uf2().ifPresent(uf2 -> all.add(picotool()));
    return all;
  }

  private Prerequisite zephyr(ZephyrTree tree) {
    Prerequisite found = Prerequisite.found("Zephyr", Optional.of(tree.version()), tree.base());
    if (tree.top().isEmpty()) {
      return found.unfit("it lies in no workspace of west", List.of("west init -l " + tree.base()));
    }
    return atLeast(found, LEAST_ZEPHYR, List.of(SETUP));
  }

  private Prerequisite compilerForArm() {
    String name = "C compiler for ARM";
    Optional<Toolchain> toolchain = finder.toolchain();
    if (toolchain.isPresent() && toolchain.get().compiler().isEmpty()) {
      // Zephyr itself finds those of other makers.
      String variant = toolchain.get().variant();
      return new Prerequisite(
          name,
          Prerequisite.State.FOUND,
          Optional.empty(),
          Optional.empty(),
          "ZEPHYR_TOOLCHAIN_VARIANT is " + variant,
          List.of());
    }
    Optional<Path> compiler = toolchain.flatMap(Toolchain::compiler);
    return tool(name, compiler.filter(Files::isExecutable), List.of(SETUP));
  }

  private Prerequisite picolibc() {
    String name = "C library for ARM";
    String file = "picolibc.specs";
    Optional<Path> place =
        finder
            .program("arm-none-eabi-gcc")
            .flatMap(gcc -> programs.of(List.of(gcc.toString(), "-print-file-name=" + file)))
            .flatMap(lines -> lines.stream().findFirst())
            .filter(line -> line.startsWith("/"))
            .map(Path::of);
    return place
        .map(path -> Prerequisite.found(name, Optional.empty(), path))
        .orElseGet(() -> Prerequisite.missing(name, "", install("picolibc-arm-none-eabi")));
  }

  private Prerequisite picotool() {
    return onlyFor(
        program("picotool", "picotool", "picotool"),
        "for isere flash --via picotool; a board's drive takes files without it");
  }

  /** A board of silicon is built and flashed without its emulator. */
  private Prerequisite emulator(ZephyrBoard board, String program) {
    if (board.uf2().isEmpty()) {
      return program("emulator", program, program);
    }
    boolean isNode = program.equals("node");
    Prerequisite found =
        isNode
            ? atLeast(program("Node", "node", "nodejs"), LEAST_NODE, install("nodejs"))
            : program("emulator", program, program);
    return onlyFor(found, "for isere run, which emulates this board; npm fetches the emulator");
  }

  /** One that a person may do without. */
  private static Prerequisite onlyFor(Prerequisite prerequisite, String use) {
    Prerequisite found = prerequisite.optional();
    return new Prerequisite(
        found.name(),
        found.state(),
        found.version(),
        found.path(),
        found.path().isPresent() ? found.why() : use,
        List.of());
  }

  // --- Python ---------------------------------------------------------------------------------

  /** The Python that runs west runs Zephyr's scripts too. */
  private Prerequisite python(Optional<ZephyrTree> tree, Optional<Path> west) {
    Optional<Path> python = west.flatMap(Prerequisites::interpreter);
    if (python.isEmpty()) {
      python = finder.program("python3");
    }
    List<String> help = List.of(SETUP);
    Prerequisite found = atLeast(tool("Python", python, install("python3")), LEAST_PYTHON, help);
    if (found.isMissing() || tree.isEmpty()) {
      return found;
    }
    Path list = tree.get().base().resolve("scripts/requirements-base.txt");
    List<String> lacking = lackingModules(found.path().orElseThrow(), list);
    if (lacking.isEmpty()) {
      return found;
    }
    return found.unfit(
        "it has no module " + String.join(", ", lacking),
        List.of(found.path().get() + " -m pip install -r " + list, "or: " + SETUP));
  }

  private static Optional<Path> interpreter(Path script) {
    try (var lines = Files.lines(script, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      return lines
          .findFirst()
          .filter(line -> line.startsWith("#!/"))
          .map(line -> Path.of(line.substring(2).strip()))
          .filter(path -> path.getFileName().toString().startsWith("python"))
          .filter(Files::isExecutable);
    } catch (IOException | java.io.UncheckedIOException e) {
      // A west that is no script has a Python of its own.
      return Optional.empty();
    }
  }

  private List<String> lackingModules(Path python, Path list) {
    String wanted;
    try {
      wanted = Files.readString(list).toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      // A Zephyr without the list says nothing about what it needs.
      return List.of();
    }
    return PYTHON_MODULES.entrySet().stream()
        .filter(module -> wanted.lines().anyMatch(line -> line.startsWith(module.getKey())))
        .map(Map.Entry::getValue)
        .filter(
            module -> programs.of(List.of(python.toString(), "-c", "import " + module)).isEmpty())
        .toList();
  }

  // --- programs -------------------------------------------------------------------------------

  private Prerequisite program(String name, String program, String debianPackage) {
    return tool(name, finder.program(program), install(debianPackage));
  }

  /** A program that may come with west. */
  private Prerequisite beside(
      Optional<Path> west, String name, String program, String debianPackage) {
    Optional<Path> own = west.map(file -> file.resolveSibling(program)).filter(Files::isExecutable);
    return tool(name, own.or(() -> finder.program(program)), install(debianPackage));
  }

  private Prerequisite tool(String name, Optional<Path> program, List<String> help) {
    if (program.isEmpty()) {
      return Prerequisite.missing(name, "", help);
    }
    Path path = program.get();
    Optional<List<String>> said = programs.of(List.of(path.toString(), versionFlag(path)));
    Prerequisite found = Prerequisite.found(name, said.flatMap(ProgramVersion::in), path);
    return said.isPresent() ? found : found.unfit("it does not run", help);
  }

  private static String versionFlag(Path program) {
    return program.endsWith("picotool") ? "version" : "--version";
  }

  private static Prerequisite atLeast(Prerequisite found, String least) {
    return atLeast(found, least, List.of(SETUP));
  }

  private static Prerequisite atLeast(Prerequisite found, String least, List<String> help) {
    boolean isOld =
        found.version().map(v -> !ProgramVersion.isAtLeast(numbers(v), least)).orElse(false);
    return isOld && !found.isMissing() ? found.unfit(least + " or newer is needed", help) : found;
  }

  /** A version without what may follow its numbers, such as {@code -rc1}. */
  private static String numbers(String version) {
    return version.replaceFirst("[^0-9.].*", "");
  }

  private static List<String> install(String debianPackage) {
    return List.of("sudo apt-get install " + debianPackage);
  }

  private static Prerequisite missing(String name, IsereException reason) {
    Diagnostic first = reason.diagnostics().get(0);
    return Prerequisite.missing(name, first.message(), first.help());
  }
}
