/*
 * Builds firmware with west.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.board.Board;
import dev.isere.board.ZephyrBoard;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds firmware with {@code west build} from an application in a folder's {@code app}. The build
 * tree stays in the folder: what was interrupted goes on, and what was not touched is not compiled
 * again.
 */
public final class WestBuild {
  private static final String TREE = "zephyr";
  private static final String LOG = "build.log";
  private static final long LIMIT_SECONDS = 3_600;
  private static final String HOME_VARIABLE = "ISERE_ROOT";

  /** In a build tree: what it can be used again with. */
  private static final String MADE_WITH = "isere-made-with";

  /** What Zephyr's and CMake's builds take from the environment, and no key knows. */
  private static final List<String> FOREIGN_VARIABLES =
      List.of(
          ("APPLICATION_CONFIG_DIR ARCH_ROOT ASMFLAGS BOARD BOARD_EXTENSIONS BOARD_ROOT CFLAGS CONF_FILE CPPFLAGS"
                  + " CXXFLAGS DTC_OVERLAY_FILE DTS_EXTRA_CPPFLAGS DTS_ROOT EXTRA_CFLAGS EXTRA_CONF_FILE"
                  + " EXTRA_CPPFLAGS EXTRA_DTC_OVERLAY_FILE EXTRA_LDFLAGS EXTRA_ZEPHYR_MODULES FILE_SUFFIX"
                  + " LDFLAGS MODULE_EXT_ROOT SCA_ROOT SHIELD SNIPPET SNIPPET_ROOT SOC_ROOT"
                  + " ZEPHYR_BOARD_ALIASES ZEPHYR_EXTRA_MODULES ZEPHYR_MODULES ZEPHYR_SCA_VARIANT")
              .split(" "));

  private static final Pattern STEP = Pattern.compile("^\\[(\\d+)/(\\d+)\\] ");
  private static final Pattern COMPILER =
      Pattern.compile("set\\(CMAKE_C_COMPILER(_VERSION)? \"([^\"]*)\"\\)");

  /** Lines that tell what is wrong, when no hint is known. */
  private static final Pattern ERROR_LINE =
      Pattern.compile("(?i)(\\berror\\b|^FAILED:|undefined reference|\\bfatal\\b|overflowed by)");

  private static final int MAX_NOTES = 12;

  private final Workspace workspace;
  private final Path home;
  private final Board board;
  private final Path folder;

  /**
   * @param home isère's own folder
   * @param board one that runs Zephyr
   * @param folder has the folder {@code app}; gets the build tree and the log
   */
  public WestBuild(Workspace workspace, Path home, Board board, Path folder) {
    this.workspace = workspace;
    this.home = home;
    this.board = board;
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Is told how far a build is. */
  public interface Progress {
    /** {@code done} of {@code total} steps; both 0 before they are known. */
    void at(int done, int total);
  }

  /** The command line. */
  public List<String> command() {
    List<String> arguments =
        new ArrayList<>(List.of("build", "-b", zephyr().target(), "-d", tree().toString()));
    arguments.add(folder.resolve(AppFolder.NAME).toString());
    List<String> roots = new ArrayList<>();
    // A folder of a board may bring a board of Zephyr's along, in Zephyr's own layout.
    if (Files.isDirectory(board.folder().resolve("boards"))) {
      roots.add("-DBOARD_ROOT=" + board.folder().toAbsolutePath().normalize());
    }
    if (!roots.isEmpty()) {
      arguments.add("--");
      arguments.addAll(roots);
    }
    return workspace.command(arguments);
  }

  /** The environment variables that it adds or changes. */
  public Map<String, String> environment() {
    Map<String, String> variables =
        new TreeMap<>(workspace.environment(System.getenv().getOrDefault("PATH", "")));
    variables.put(HOME_VARIABLE, home.toString());
    return variables;
  }

  private ZephyrBoard zephyr() {
    return board.zephyr().orElseThrow();
  }

  private Path tree() {
    return folder.resolve(TREE);
  }

  /** Where all that it says is written. */
  public Path log() {
    return folder.resolve(LOG);
  }

  /**
   * Builds.
   *
   * @param lines gets each line of its output
   * @throws IsereException with what is known of the reason, if it fails
   */
  public Firmware run(FirmwareKey key, Progress progress, Consumer<String> lines) {
    prepareTree();
    Map<String, String> variables = environment();
    FOREIGN_VARIABLES.forEach(name -> variables.put(name, ""));
    Tool west = new Tool(command(), folder, variables, log(), LIMIT_SECONDS, true);
    List<String> output = new ArrayList<>();
    progress.at(0, 0);
    int code =
        west.run(
            line -> {
              output.add(line);
              Matcher step = STEP.matcher(line);
              if (step.find()) {
                progress.at(Integer.parseInt(step.group(1)), Integer.parseInt(step.group(2)));
              }
              lines.accept(line);
            });
    if (code != 0) {
      throw failure(output);
    }
    return result(key);
  }

  /**
   * A build tree of another compiler, workspace or place is of no use, and CMake may not notice.
   */
  private void prepareTree() {
    String madeWith = String.join("\n", command()) + "\n" + environment() + "\n";
    Path mark = tree().resolve(MADE_WITH);
    try {
      Files.deleteIfExists(log());
      if (Files.exists(tree())
          && !(Files.exists(mark) && Files.readString(mark).equals(madeWith))) {
        delete(tree());
      }
      Files.createDirectories(tree());
      Files.writeString(mark, madeWith);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private IsereException cannotWrite(IOException e) {
    return new IsereException(
        ExitCode.FAILED,
        Diagnostic.error(
            "cannot write to " + TextFiles.displayName(folder) + ": " + IoReason.of(e)),
        e);
  }

  private IsereException failure(List<String> output) {
    String what = "the firmware could not be built";
    return Hints.ofIsere()
        .find(output)
        .map(
            hint -> {
              Diagnostic error = Diagnostic.error(what + ": " + hint.message());
              for (String help : hint.help()) {
                error = error.withHelp(help);
              }
              ExitCode code = hint.isOfMachine() ? ExitCode.MACHINE : ExitCode.FAILED;
              return new IsereException(code, withLog(error));
            })
        .orElseGet(() -> IsereException.failed(withLog(unknown(what, output))));
  }

  private Diagnostic withLog(Diagnostic error) {
    return error.withNote("log: " + TextFiles.displayName(log()));
  }

  private static Diagnostic unknown(String what, List<String> output) {
    List<String> telling =
        output.stream().filter(line -> ERROR_LINE.matcher(line).find()).limit(MAX_NOTES).toList();
    List<String> last = output.subList(Math.max(0, output.size() - MAX_NOTES), output.size());
    Diagnostic error = Diagnostic.error(what);
    for (String line : telling.isEmpty() ? last : telling) {
      error = error.withNote("  " + line);
    }
    return error;
  }

  private Firmware result(FirmwareKey key) {
    boolean isProgram = zephyr().network().link() == ZephyrBoard.Link.HOST;
    Path made = tree().resolve("zephyr");
    try {
      byte[] program = Files.readAllBytes(made.resolve(isProgram ? "zephyr.exe" : "zephyr.elf"));
      Map<String, String> facts = facts(key);
      facts.put(Firmware.SHA256, ContentHash.of(program));
      if (!isProgram) {
        facts.putAll(Firmware.facts(Files.readString(made.resolve("zephyr.map"))));
      }
      String devicetree = Files.readString(made.resolve("zephyr.dts"));
      String licences = FirmwareLicences.text(home, workspace.zephyr(), tree());
      Firmware firmware = new Firmware(program, devicetree, licences, new TreeMap<>(facts));
      checkDevicetree(firmware);
      return firmware;
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          withLog(Diagnostic.error("west ended well, but left no firmware: " + IoReason.of(e))),
          e);
    }
  }

  private Map<String, String> compilerFacts() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(tree().resolve("CMakeFiles"), 2)) {
      List<Path> compilers =
          files.filter(file -> file.endsWith("CMakeCCompiler.cmake")).sorted().toList();
      for (Path file : compilers) {
        Matcher set = COMPILER.matcher(Files.readString(file));
        while (set.find()) {
          found.put(set.group(1) == null ? "name" : "version", set.group(2));
        }
      }
    }
    return found;
  }

  private Map<String, String> facts(FirmwareKey key) throws IOException {
    Map<String, String> facts = new TreeMap<>();
    facts.put(Firmware.BOARD, board.name());
    facts.put(Firmware.ZEPHYR, workspace.zephyr().version());
    facts.put(Firmware.ZEPHYR_STATE, key.parts().get("sources zephyr"));
    Map<String, String> compiler = compilerFacts();
    String name = Path.of(compiler.getOrDefault("name", "unknown")).getFileName().toString();
    facts.put(Firmware.COMPILER, (name + " " + compiler.getOrDefault("version", "")).strip());
    return facts;
  }

  /** The slots are written where board.yaml says, and read where the devicetree says. */
  private void checkDevicetree(Firmware firmware) {
    List<String> differences = new Devicetree(firmware.devicetree()).differences(zephyr().flash());
    if (!differences.isEmpty()) {
      Diagnostic error =
          Diagnostic.error("board.yaml and the devicetree of `" + board.name() + "` disagree");
      for (String difference : differences) {
        error = error.withNote(difference);
      }
      throw IsereException.failed(
          error.withHelp("board.overlay in " + TextFiles.displayName(board.folder()) + " decides"));
    }
  }
}
