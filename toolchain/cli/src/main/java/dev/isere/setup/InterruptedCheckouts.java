/*
 * Repositories that an interruption left half checked out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Mends repositories that an interruption left half checked out. Git leaves lock files behind when
 * it is killed, and then refuses to go on; and it does not overwrite files that it does not know,
 * not even its own of last time.
 */
final class InterruptedCheckouts {
  private static final long LIMIT_SECONDS = 600;
  private static final int MODULE_DEPTH = 3;

  private final SetupFolder folder;
  private final SetupTool tool;

  InterruptedCheckouts(SetupFolder folder, SetupTool tool) {
    this.folder = folder;
    this.tool = tool;
  }

  /** Call it while nobody else works in the folder. */
  void mend() {
    for (Path repository : repositories()) {
      Path git = repository.resolve(".git");
      boolean interrupted = Files.exists(git.resolve("index.lock"));
      locks(git).forEach(folder::delete);
      if (neverCheckedOut(git)) {
        files(repository).filter(file -> !file.equals(git)).forEach(folder::delete);
        folder.delete(git.resolve("index"));
      } else if (interrupted) {
        tool.run(
            "mend " + folder.path().relativize(repository),
            List.of("git", "-C", repository.toString(), "reset", "-q", "--hard"),
            LIMIT_SECONDS,
            line -> {});
      }
    }
  }

  private List<Path> repositories() {
    Stream<Path> candidates = Stream.of(folder.path().resolve("zephyr"));
    Path modules = folder.path().resolve("modules");
    if (Files.isDirectory(modules)) {
      candidates = Stream.concat(candidates, find(modules, MODULE_DEPTH, Files::isDirectory));
    }
    return candidates.filter(path -> Files.isDirectory(path.resolve(".git"))).toList();
  }

  private Stream<Path> locks(Path git) {
    Stream<Path> above = files(git);
    Path refs = git.resolve("refs");
    Stream<Path> all =
        Files.isDirectory(refs)
            ? Stream.concat(above, find(refs, Integer.MAX_VALUE, Files::isRegularFile))
            : above;
    return all.filter(file -> file.toString().endsWith(".lock")).toList().stream();
  }

  /** West checks revisions out, never branches: HEAD names one only as `git init` left it. */
  private boolean neverCheckedOut(Path git) {
    String head = folder.with(() -> Files.readString(git.resolve("HEAD"))).strip();
    if (!head.startsWith("ref: ")) {
      return false;
    }
    String branch = head.substring("ref: ".length());
    return !Files.exists(git.resolve(branch)) && !Files.exists(git.resolve("packed-refs"));
  }

  private Stream<Path> files(Path parent) {
    return find(parent, 1, file -> !file.equals(parent));
  }

  private Stream<Path> find(Path parent, int depth, Predicate<Path> fits) {
    return folder
        .with(
            () -> {
              try (Stream<Path> found = Files.walk(parent, depth)) {
                return found.filter(fits).toList();
              }
            })
        .stream();
  }
}
