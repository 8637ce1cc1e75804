/*
 * Where the command line begins and ends.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Where the command line begins and ends. */
public final class Main {
  private static final int HELP_WIDTH = 100;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    StandardOutput standard = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    PrintStream out = new PrintStream(standard, false, UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), false, UTF_8);
    boolean terminal = Boolean.getBoolean("isere.stderr.terminal");
    int code = run(out, err, terminal && wantsColour(System.getenv()), args);
    out.flush();
    if (code == 0 && standard.failure().isPresent()) {
      err.print("error: standard output cannot be written: " + standard.failure().get() + "\n");
      code = ExitCode.FAILED.value();
    }
    err.flush();
    System.exit(code);
  }

  private static boolean wantsColour(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  /**
   * Runs one command without colour.
   *
   * @param out gets data
   * @param err gets talk
   * @return the exit code
   */
  public static int run(PrintStream out, PrintStream err, String... args) {
    return run(out, err, false, args);
  }

  private static int run(PrintStream out, PrintStream err, boolean colour, String... args) {
    RootCommand root = new RootCommand(new Screen(out, err, colour));
    try {
      // The one call that scripts make in a hurry does without the machinery of commands.
      return Arrays.equals(args, new String[] {"--version"})
          ? new VersionReport(root.screen()).print()
          : commandLine(root).execute(args);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return failure(root, e);
    }
  }

  private static CommandLine commandLine(RootCommand root) {
    CommandLine commands = new CommandLine(root);
    commands.addSubcommand(new NewCommand(root));
    commands.addSubcommand(new RunCommand(root));
    commands.addSubcommand(new DevCommand(root));
    commands.addSubcommand(new BuildCommand(root));
    commands.addSubcommand(new InvokeCommand(root));
    commands.addSubcommand(new InspectCommand(root));
    commands.addSubcommand(new SymbolicateCommand(root));
    commands.addSubcommand(new SizeCommand(root));
    commands.addSubcommand(new TestCommand(root));
    commands.addSubcommand(new BoardsCommand(root));
    commands.addSubcommand(new CacheCommand(root));
    commands.addSubcommand(new FlashCommand(root));
    commands.addSubcommand(new LogsCommand(root));
    commands.addSubcommand(new SetupCommand(root));
    commands.addSubcommand(new DoctorCommand(root));
    commands.addSubcommand(new CompletionCommand(root));
    commands.addSubcommand(new ManualCommand(root));
    commands.addSubcommand(new VersionCommand(root));
    commands.addSubcommand(new HelpCommand());
    Screen screen = root.screen();
    Ansi ansi = screen.colour() ? Ansi.ON : Ansi.OFF;
    commands
        .setExpandAtFiles(false)
        .setUsageHelpWidth(HELP_WIDTH)
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setOut(new PrintWriter(screen.out(), true))
        .setErr(new PrintWriter(screen.err(), true))
        .setParameterExceptionHandler((e, args) -> new UsageError(screen).show(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failure(root, e));
    return commands;
  }

  private static int failure(RootCommand root, Throwable cause) {
    IsereException failure = cause instanceof IsereException expected ? expected : bug(cause);
    root.screen().show(failure.diagnostics());
    if (root.stacktrace()) {
      root.screen().trace(cause);
    }
    return failure.exitCode().value();
  }

  private static IsereException bug(Throwable cause) {
    return new IsereException(
        ExitCode.BUG,
        Diagnostic.error("isère itself failed: " + cause)
            .withHelp("please report this, with what --stacktrace adds"),
        cause);
  }
}
