/*
 * The names of boards, for completion.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** The names of the boards that come with isère, for completion. Read when they are asked for. */
class BoardNames implements Iterable<String> {
  private final Predicate<Board> wanted;

  /** All of them. */
  BoardNames() {
    this(board -> true);
  }

  private BoardNames(Predicate<Board> wanted) {
    this.wanted = wanted;
  }

  /** Those that serve on this machine. */
  static final class Running extends BoardNames {
    Running() {
      super(
          board ->
              board.build() == Board.Build.NATIVE
                  || board.zephyr().map(zephyr -> zephyr.run().isPresent()).orElse(false));
    }
  }

  /** Those that a function is called on without a server. */
  static final class Calling extends BoardNames {
    Calling() {
      super(board -> board.build() != Board.Build.ZEPHYR);
    }
  }

  /** Those with a console. */
  static final class Real extends BoardNames {
    Real() {
      super(board -> board.zephyr().isPresent());
    }
  }

  @Override
  public Iterator<String> iterator() {
    List<Board> boards = new BoardCatalogue(List.of(Home.folder().resolve("boards"))).all();
    return boards.stream().filter(wanted).map(Board::name).iterator();
  }
}
