/*
 * What `isere setup` says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import dev.isere.setup.Setup;
import dev.isere.setup.SetupListener;
import dev.isere.setup.Step;
import java.util.List;

/** Says what is to be fetched, asks, and shows how far it is. */
final class SetupTalk implements SetupListener {
  private final RootCommand root;
  private final Screen screen;
  private final Setup setup;
  private final int steps;
  private int begun;

  SetupTalk(RootCommand root, Setup setup) {
    this.root = root;
    this.screen = root.screen();
    this.setup = setup;
    this.steps = setup.left().size();
  }

  /** Prints what would be run. */
  void printCommands() {
    for (Step step : setup.left()) {
      screen.say("# " + step.title());
      step.commands().forEach(screen::print);
    }
  }

  /**
   * Says what is to be fetched, and asks.
   *
   * @param yes whether the answer is known
   * @return whether to go on
   * @throws IsereException (exit code 2) if there is nobody to ask
   */
  boolean agree(boolean yes) {
    List<Step> left = setup.left();
    List<Step> fetching = left.stream().filter(step -> !step.fetches().isEmpty()).toList();
    if (fetching.isEmpty()) {
      return true;
    }
    int megabytes = left.stream().mapToInt(Step::diskMegabytes).sum();
    screen.say("to be fetched into " + TextFiles.displayName(setup.folder()) + ":");
    for (Step step : fetching) {
      screen.say("  " + step.title() + ": about " + step.fetches());
    }
    screen.say("it will take about " + megabytes + " MB of the disk");
    if (yes) {
      return true;
    }
    if (!Terminal.canAsk()) {
      throw IsereException.usage(
          Diagnostic.error("nothing is fetched unasked, and there is nobody to ask")
              .withHelp("isere setup --yes")
              .withHelp("to see the commands first: isere setup --dry-run"));
    }
    return Terminal.ask(screen, "go on? [y/N] ");
  }

  @Override
  public void step(String title) {
    begun++;
    screen.say("[" + begun + "/" + steps + "] " + title);
  }

  @Override
  public void progress(long done, long total, String what) {
    screen.progress(ProgressBar.line(done, total, what));
  }

  @Override
  public void command(String shown) {
    if (root.verbose()) {
      screen.say("+ " + shown);
    }
  }

  /** Says what there is now, and what to do with it. */
  void end() {
    screen.progress("");
    screen.say("the workspace is ready: " + TextFiles.displayName(setup.folder()));
    setup
        .toolchain()
        .compiler()
        .ifPresent(compiler -> screen.say("the compiler: " + TextFiles.displayName(compiler)));
    screen.say("next: isere build --board pico2");
  }
}
