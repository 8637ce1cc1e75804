// Small repositories and archives in place of Zephyr's.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.devices;

import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder with what `isere setup --mirror` takes: git repositories, archives, Python packages. */
final class FakeUpstream {
  /** A module that Zephyr names and isère does not need. */
  static final String NOT_NEEDED = "acpica";

  private static final Pattern MODULE = Pattern.compile("(?m)^ {10}- (\\S+)");

  private final Machine machine;
  private final Path folder;

  FakeUpstream(Machine machine) throws IOException {
    this.machine = machine;
    this.folder = Files.createDirectories(machine.folder().resolve("mirror"));
  }

  Path folder() {
    return folder;
  }

  String url() {
    return "file://" + folder;
  }

  /** The modules that our manifest names. */
  static List<String> modules() throws IOException {
    String manifest = Files.readString(Home.root().resolve("templates/workspace/west.yml"));
    return MODULE.matcher(manifest).results().map(found -> found.group(1)).toList();
  }

  /** Zephyr at its release, with a commit before it, and the modules it names. */
  void makeRepositories() throws IOException {
    List<String> modules = new ArrayList<>(modules());
    modules.add(NOT_NEEDED);
    StringBuilder manifest = new StringBuilder();
    manifest.append("manifest:\n  remotes:\n    - name: upstream\n");
    manifest.append("      url-base: https://github.com/zephyrproject-rtos\n");
    manifest.append("  defaults:\n    remote: upstream\n  projects:\n");
    for (String module : modules) {
      String revision = repository(module, "file of " + module);
      manifest.append("    - name: ").append(module).append("\n      revision: ").append(revision);
      manifest.append("\n      path: modules/lib/").append(module).append('\n');
    }
    manifest.append("  self:\n    path: zephyr\n");
    Path zephyr = folder.resolve("zephyr");
    repository("zephyr", "an older Zephyr");
    write(zephyr, "west.yml", manifest.toString());
    write(
        zephyr,
        "VERSION",
        "VERSION_MAJOR = 4\nVERSION_MINOR = 3\nPATCHLEVEL = 0\nEXTRAVERSION =\n");
    write(zephyr, "share/zephyr-package/cmake/ZephyrConfig.cmake", "");
    commit(zephyr);
    git(zephyr, "tag", "v4.3.0");
  }

  private String repository(String name, String content) throws IOException {
    Path repository = Files.createDirectories(folder.resolve(name));
    git(repository, "init", "-q", "-b", "main");
    write(repository, "README", content);
    return commit(repository);
  }

  private static void write(Path repository, String name, String text) throws IOException {
    Path file = repository.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String commit(Path repository) throws IOException {
    git(repository, "add", "-A");
    git(repository, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "c");
    return git(repository, "rev-parse", "HEAD");
  }

  private String git(Path repository, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Machine.system("git").toString(), "-C", repository.toString()));
    command.addAll(List.of(arguments));
    return machine.run(command.toArray(new String[0]));
  }

  /** Archives of an SDK with a compiler that says its version, and their hashes in sdk.lock. */
  void makeSdk() throws IOException {
    Path sdk = machine.folder().resolve("sdk");
    Path compiler = sdk.resolve("arm-zephyr-eabi/bin/arm-zephyr-eabi-gcc");
    write(sdk, "zephyr-sdk-0.17.4/sdk_version", "0.17.4\n");
    write(sdk, "arm-zephyr-eabi/bin/arm-zephyr-eabi-gcc", "#!/bin/sh\necho 12.2.0\n");
    if (!compiler.toFile().setExecutable(true)) {
      throw new AssertionError("cannot make a file executable");
    }
    String lock = Files.readString(lock());
    for (String file : archives()) {
      String content = file.startsWith("toolchain") ? "arm-zephyr-eabi" : "zephyr-sdk-0.17.4";
      Path archive = folder.resolve(file);
      machine.run("tar", "-C", sdk.toString(), "-cJf", archive.toString(), content);
      lock = lock.replaceAll("(?m)^" + Pattern.quote(file) + " = .*", file + " = " + hash(archive));
    }
    Files.writeString(lock(), lock);
  }

  Path lock() {
    return machine.home().resolve("templates/workspace/sdk.lock");
  }

  /** The names of the archives for this machine. */
  List<String> archives() throws IOException {
    String arch = System.getProperty("os.arch").matches("aarch64|arm64") ? "aarch64" : "x86_64";
    String os = System.getProperty("os.name").startsWith("Mac") ? "macos" : "linux";
    String host = Pattern.quote("_" + os + "-" + arch + "_");
    Matcher line =
        Pattern.compile("(?m)^(\\S+" + host + "\\S+) = ").matcher(Files.readString(lock()));
    return line.results().map(found -> found.group(1)).toList();
  }

  private static String hash(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Fetches west and what it needs, by ordinary pip, and lets the home want no more than that.
   *
   * @return false where pip cannot fetch
   */
  boolean makePython() throws IOException {
    Path requirements = machine.home().resolve("templates/workspace/requirements.txt");
    StringBuilder kept = new StringBuilder();
    boolean keep = false;
    for (String line : Files.readAllLines(requirements, StandardCharsets.UTF_8)) {
      if (line.matches("\\S.*==.*")) {
        keep =
            line.matches(
                "(west|colorama|pyyaml|pykwalify|packaging|python-dateutil|six|ruamel-yaml)==.*");
      }
      if (keep) {
        kept.append(line).append('\n');
      }
    }
    Files.writeString(requirements, kept);
    Path cache = Files.createDirectories(Home.work("e2e").resolve("wheels"));
    try (var child =
        machine
            .with("PYTHONPATH", "")
            .start(
                List.of(
                    "python3",
                    "-m",
                    "pip",
                    "download",
                    "-q",
                    "--no-deps",
                    "--only-binary=:all:",
                    "--require-hashes",
                    "--find-links",
                    cache.toString(),
                    "-d",
                    cache.toString(),
                    "-r",
                    requirements.toString()))) {
      if (child.await() != 0) {
        return false;
      }
    }
    Files.createSymbolicLink(folder.resolve("python"), cache);
    return true;
  }
}
