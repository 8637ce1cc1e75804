// A place where function images are served.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A port of the runtime, to run the suites of data on. This machine is one ({@link PosixTarget}),
 * an emulated chip another ({@link ChipTarget}); a board would be a further one.
 */
public interface Target {
  /**
   * The target that the suites run on: property {@code isere.target}, {@code m33}, {@code
   * zephyr-BOARD} or nothing.
   */
  static Target current() {
    String name = System.getProperty("isere.target", "");
    if (name.startsWith("zephyr-")) {
      return ZephyrTarget.of(name.substring("zephyr-".length()));
    }
    return name.equals("m33") ? ChipTarget.instance() : new PosixTarget(Home.runtime());
  }

  /**
   * Starts a runtime with a function.
   *
   * @param options options of scope firmware, by their keys; the target may be unable to set one
   *     and then throws
   */
  Served serve(Path image, Map<String, String> options) throws IOException;

  /**
   * Starts a runtime with a function that it does not load, and waits for its end.
   *
   * @return what it logs; fails when it serves after all
   */
  List<LogRecord> refuse(Path image, Map<String, String> options) throws IOException;

  /** What {@code context.board} says there. */
  String board();

  /** True when its wall clock is set, so that responses carry a Date. */
  boolean hasClock();

  /** How many connections a test may open at once, beside the one that looks after it. */
  int connections();

  /** At how many places a test cuts a request at most; more are thinned out evenly. */
  int cuts();

  /** How many clients a test lets die one after the other. */
  default int deaths() {
    return 2000;
  }

  /**
   * True when a client that has ended its sending still gets its answer. Zephyr's own IP stack
   * gives up such a connection whole: "Half-close is not supported" (subsys/net/ip/tcp.c).
   */
  boolean answersAfterHalfClose();

  /** The largest JavaScript heap that it has room for, bytes. */
  default long mostHeapBytes() {
    return Long.MAX_VALUE;
  }

  /** How many times as long as usual a bound on a case, and a short time limit, have to be. */
  default int slowness() {
    return 1;
  }

  /**
   * A runtime that serves a function. Closing it stops it and fails when it did not end cleanly.
   */
  interface Served extends AutoCloseable {
    InetSocketAddress address();

    /** The process that runs it, where that is a process of this machine. */
    default Optional<ProcessHandle> process() {
      return Optional.empty();
    }

    /** True while it runs; a test that finds it dead shows {@link #output}. */
    boolean isAlive();

    /** The clock that its time limits go by, from any beginning. */
    long clockMs();

    /** The records written since the start. */
    List<LogRecord> log();

    /** Everything written since the start, for a message. */
    String output();

    @Override
    void close() throws IOException;
  }
}
