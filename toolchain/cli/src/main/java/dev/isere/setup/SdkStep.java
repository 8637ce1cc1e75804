/*
 * The Zephyr SDK's compiler for ARM.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.build.Tool;
import dev.isere.build.Toolchain;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Fetches and unpacks the Zephyr SDK's minimal bundle and its toolchain for ARM. */
final class SdkStep implements Step {
  private static final long UNPACK_LIMIT_SECONDS = 1800;

  private final SetupFolder folder;
  private final SdkRelease release;
  private final List<SdkRelease.Archive> archives;
  private final Optional<Mirror> mirror;
  private final Supplier<Path> python;
  private final Map<String, String> environment;

  /**
   * @param archives those for this machine
   * @param python finds what unpacks them, which may be made by an earlier step
   * @param environment the environment variables of this process
   */
  SdkStep(
      SetupFolder folder,
      SdkRelease release,
      List<SdkRelease.Archive> archives,
      Optional<Mirror> mirror,
      Supplier<Path> python,
      Map<String, String> environment) {
    this.folder = folder;
    this.release = release;
    this.archives = archives;
    this.mirror = mirror;
    this.python = python;
    this.environment = environment;
  }

  Toolchain toolchain() {
    return new Toolchain(Toolchain.SDK, Optional.of(folder.path().resolve(release.folder())));
  }

  @Override
  public String title() {
    return "Zephyr SDK " + release.version() + ", the compiler for ARM";
  }

  @Override
  public String fetches() {
    return "110 MB";
  }

  @Override
  public int diskMegabytes() {
    return 800;
  }

  @Override
  public boolean isDone() {
    return toolchain().compiler().filter(Files::isExecutable).isPresent();
  }

  private String url(SdkRelease.Archive archive) {
    String file = archive.file();
    return mirror.map(copies -> copies.fileUrl(file)).orElse(release.url() + "/" + file);
  }

  private Path download(SdkRelease.Archive archive) {
    return folder.path().resolve("downloads").resolve(archive.file());
  }

  private Path part() {
    return folder.path().resolve(release.folder() + ".part");
  }

  /** The first archive holds the folder that the others go into. */
  private List<String> unpack(SdkRelease.Archive archive, Path parent) {
    boolean first = archive.equals(archives.get(0));
    Path into = first ? parent : parent.resolve(release.folder());
    return List.of(
        python.get().toString(),
        "-m",
        "tarfile",
        "-e",
        download(archive).toString(),
        into.toString());
  }

  @Override
  public List<String> commands() {
    List<String> commands = new ArrayList<>();
    for (SdkRelease.Archive archive : archives) {
      String file = download(archive).toString();
      commands.add(Tool.shown(List.of("curl", "-L", "-o", file, url(archive))));
      commands.add("echo " + archive.sha256() + "  " + file + " | sha256sum -c");
      commands.add(Tool.shown(unpack(archive, folder.path())));
    }
    return commands;
  }

  @Override
  public void run(SetupListener listener) {
    for (SdkRelease.Archive archive : archives) {
      String url = url(archive);
      new Download(
              archive,
              url,
              download(archive),
              listener,
              ProxySetting.of(environment, URI.create(url)))
          .run();
    }
    folder.delete(part());
    folder.with(() -> Files.createDirectories(part()));
    SetupTool tool = new SetupTool(folder.path(), folder.log(), Map.of(), listener);
    for (SdkRelease.Archive archive : archives) {
      listener.progress(archives.indexOf(archive), archives.size(), "unpacking " + archive.file());
      tool.run(
          "unpack " + archive.file(), unpack(archive, part()), UNPACK_LIMIT_SECONDS, line -> {});
    }
    Path target = folder.path().resolve(release.folder());
    folder.delete(target);
    folder.with(
        () -> Files.move(part().resolve(release.folder()), target, StandardCopyOption.ATOMIC_MOVE));
    folder.delete(part());
    archives.forEach(archive -> folder.delete(download(archive)));
  }
}
