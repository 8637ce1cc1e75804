/*
 * A verified function image.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import dev.isere.project.Option;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A verified function image.
 *
 * @param length all of it, bytes
 * @param sha256 of what the header's hash covers, 64 hexadecimal digits
 * @param sections the section table, in its order
 * @param requirements what it needs of a runtime
 * @param metadata what it is
 * @param environment {@code process.env}
 * @param limits options of scope image that it brings along
 * @param isSource whether {@code code} is source text, not bytecode
 * @param code QuickJS bytecode or UTF-8 text; not copied, not to be changed
 */
public record FunctionImage(
    int length,
    String sha256,
    List<Section> sections,
    Requirements requirements,
    Metadata metadata,
    SortedMap<String, String> environment,
    SortedMap<Option, Long> limits,
    boolean isSource,
    byte[] code) {

  /**
   * What an image needs of a runtime.
   *
   * @param abi the runtime ABI
   * @param engine the engine that the bytecode is for; empty for source text
   * @param heapBytes JavaScript heap it needs at least
   * @param modules built-in modules it imports
   */
  public record Requirements(
      long abi, Optional<String> engine, Optional<Long> heapBytes, List<String> modules) {}

  /**
   * What an image is.
   *
   * @param name the function's name
   * @param version the function's version
   * @param builder what wrote the image
   * @param buildId 16 hexadecimal digits of the bundled source's hash
   */
  public record Metadata(
      String name, String version, Optional<String> builder, Optional<String> buildId) {}

  /** What a runtime has. */
  public record Offer(long abi, String engine, long heapBytes, List<String> modules) {}

  /**
   * Holds the requirements against what there is.
   *
   * @throws ImageRefusedException if something is lacking
   */
  public void checkRequirements(Offer offer) throws ImageRefusedException {
    if (requirements.abi() != offer.abi()) {
      throw new ImageRefusedException(
          "requires runtime ABI %d; this runtime has %d", requirements.abi(), offer.abi());
    }
    String engine = requirements.engine().orElse(offer.engine());
    if (!engine.equals(offer.engine())) {
      throw new ImageRefusedException(
          "requires engine %s; this runtime has %s", TableReader.shown(engine), offer.engine());
    }
    long heap = requirements.heapBytes().orElse(0L);
    if (heap > offer.heapBytes()) {
      throw new ImageRefusedException(
          "requires %d bytes of JavaScript heap; this runtime has %d", heap, offer.heapBytes());
    }
    for (String module : requirements.modules()) {
      if (!offer.modules().contains(module)) {
        throw new ImageRefusedException(
            "requires module %s, which this runtime does not have", TableReader.shown(module));
      }
    }
  }
}
