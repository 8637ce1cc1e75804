/*
 * Tests of the catalogue of boards.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.document.Errors;
import dev.isere.project.PortKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardCatalogueTest {
  private static final String GOOD = "name: %s\ndescription: d\nport: laptop\nbuild: native\n";

  @TempDir private Path root;

  private void write(String name, String yaml) throws IOException {
    Files.createDirectories(root.resolve(name));
    Files.writeString(root.resolve(name).resolve("board.yaml"), yaml);
  }

  private BoardCatalogue catalogue() {
    return new BoardCatalogue(List.of(root));
  }

  @Test
  void readsABoard() throws IOException {
    write("lab", String.format(GOOD, "lab"));
    assertEquals(
        new Board(
            "lab",
            "d",
            PortKind.LAPTOP,
            Board.Build.NATIVE,
            Optional.empty(),
            Optional.empty(),
            root.resolve("lab")),
        catalogue().find("lab"));
  }

  @Test
  void rejectsUnknownBoard() throws IOException {
    write("pico2", String.format(GOOD, "pico2"));
    Diagnostic error = Errors.only(ExitCode.USAGE, () -> catalogue().find("pico-2"));
    assertEquals("unknown board `pico-2`", error.message());
    assertEquals(List.of("did you mean `pico2`? all boards: isere boards"), error.help());
  }

  @Test
  void findsABoardBesideABrokenOne() throws IOException {
    write("good", String.format(GOOD, "good"));
    write("broken", "name: [");
    assertEquals("good", catalogue().find("good").name());
  }

  @Test
  void reportsEveryMistakeOfEveryBoard() throws IOException {
    write("a", "name: b\ndescription: d\nport: phone\nbuild: native\n");
    write("c", "name: c\nport: laptop\nbuild: native\ncolour: red\n");
    assertEquals(
        List.of(
            "the board `b` lies in a folder named `a`",
            "`port` has to be one of laptop, pico2, pico, not phone",
            "unknown key `colour`",
            "the key `description` is missing"),
        Errors.of(() -> catalogue().all()).stream().map(Diagnostic::message).toList());
  }

  @Test
  void refusesARootThatIsNotThere() {
    Errors.only(ExitCode.USAGE, () -> new BoardCatalogue(List.of(root.resolve("no"))));
  }
}
