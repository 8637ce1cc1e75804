/*
 * Finds esbuild's executable for this machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.machine.UserFolders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;

/**
 * Finds esbuild's executable: the one that ISERE_ESBUILD names, or the one in its Maven artifact on
 * the class path, unpacked once into the cache folder of the user. What is in the cache is used
 * only if its size and checksum are those of the artifact.
 */
final class EsbuildBinary {
  /** The version that is on the class path, as the build wrote it. */
  static final String VERSION = version();

  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Map<String, String> environment;
  private final String osName;
  private final String osArch;

  private static String version() {
    try (InputStream in = EsbuildBinary.class.getResourceAsStream("esbuild.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param environment the environment variables
   * @param osName as system property {@code os.name}
   * @param osArch as system property {@code os.arch}
   */
  EsbuildBinary(Map<String, String> environment, String osName, String osArch) {
    this.environment = environment;
    this.osName = osName;
    this.osArch = osArch;
  }

  /** For this process. */
  static EsbuildBinary ofThisMachine() {
    return new EsbuildBinary(
        System.getenv(), System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /**
   * The executable.
   *
   * @throws IsereException (exit code 3) if there is none for this machine
   */
  Path locate() {
    String named = environment.getOrDefault("ISERE_ESBUILD", "");
    if (!named.isEmpty()) {
      Path path = Path.of(named);
      if (Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path.toAbsolutePath();
      }
      throw lacking(
          Diagnostic.error("ISERE_ESBUILD names no executable file: " + named)
              .withHelp("unset ISERE_ESBUILD to use the esbuild that isère brings along"));
    }
    return unpacked();
  }

  /** The platform in esbuild's words. */
  String platform() {
    String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    String arch =
        switch (osArch) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64", "arm64" -> "arm64";
          default -> osArch;
        };
    return os + "-" + arch;
  }

  private Path unpacked() {
    String resource = "META-INF/resources/_static/" + platform() + "/" + VERSION + "/bin/esbuild";
    URL url = EsbuildBinary.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw lacking(
          Diagnostic.error("isère brings no esbuild along for this machine (" + platform() + ")")
              .withHelp("npm install esbuild@" + VERSION)
              .withHelp(
                  "export ISERE_ESBUILD=node_modules/@esbuild/" + platform() + "/bin/esbuild"));
    }
    Path cache = new UserFolders(environment, osName).cache();
    try {
      JarURLConnection connection = (JarURLConnection) url.openConnection();
      connection.setUseCaches(false);
      JarEntry entry = connection.getJarEntry();
      try (InputStream in = connection.getInputStream()) {
        String version = VERSION + "-" + Long.toHexString(entry.getCrc());
        Path target = cache.resolve("esbuild").resolve(version).resolve("esbuild");
        if (!isIntact(target, entry)) {
          unpack(in, target);
        }
        return target;
      }
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("cannot unpack esbuild into " + cache + ": " + IoReason.of(e))
              .withHelp("export XDG_CACHE_HOME=/a/folder/that/can/be/written"),
          e);
    }
  }

  private static boolean isIntact(Path file, JarEntry entry) throws IOException {
    if (!Files.isRegularFile(file)
        || !Files.isExecutable(file)
        || Files.size(file) != entry.getSize()) {
      return false;
    }
    CRC32 checksum = new CRC32();
    checksum.update(Files.readAllBytes(file));
    return checksum.getValue() == entry.getCrc();
  }

  /** Atomic, so that a second process sees all of it or nothing. */
  private static void unpack(InputStream in, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Path part = Files.createTempFile(target.getParent(), "esbuild", ".part");
    try {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(part, EXECUTABLE);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static IsereException lacking(Diagnostic diagnostic) {
    return new IsereException(ExitCode.MACHINE, diagnostic);
  }
}
