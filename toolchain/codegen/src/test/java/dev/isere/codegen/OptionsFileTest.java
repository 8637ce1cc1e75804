// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.codegen.OptionsFileException.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsFileTest {
  /** Line 3 is the option's first. */
  private static final String GOOD_INT =
      """
      version: 1
      options:
        - key: http.max_body_bytes
          type: int
          unit: bytes
          scope: image
          default: 100
          min: 0
          max: 1000
          doc: Largest body.
      """;

  @Test
  void readsEveryType() {
    List<OptionSpec> options = Sample.options();

    assertEquals(
        List.of(
            OptionType.STRING, OptionType.MAP, OptionType.ENUM, OptionType.BOOL, OptionType.INT),
        options.stream().map(OptionSpec::type).toList());
    OptionSpec last = options.get(4);
    assertEquals("http.max_body_bytes", last.key());
    assertEquals(Optional.of(new OptionSpec.Range(0, 4294967295L)), last.range());
    assertEquals(
        Map.of(PortKind.LAPTOP, 100L, PortKind.PICO2, 50L, PortKind.PICO, 10L), last.defaults());
  }

  @Test
  void readsOneDefaultAsThatOfEveryPort() {
    OptionSpec option = Sample.parse(GOOD_INT).get(0);

    assertEquals(Optional.of(100L), option.defaultFor(PortKind.PICO));
  }

  /** A line of the good text, what stands in its place, and the complaint with its line. */
  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          version: 1 | version: 2 | 1: `version` is 2; this reader knows 1
          version: 1 | version: one | 1: `version` has to be a whole number from 0 to 4294967295
          version: 1 | extra: 1 | 1: unknown key `extra` in the file
          key: http.max_body_bytes | key: http.MaxBody | 3: key `http.MaxBody` is not `name` or `group.name` in lower case
          key: http.max_body_bytes | key: a.b.c_bytes | 3: key `a.b.c_bytes` is not `name` or `group.name` in lower case
          key: http.max_body_bytes | key: http.int | 3: key `http.int` has a reserved word of Java in it
          key: http.max_body_bytes | key: 7 | 3: `key` has to be text
          key: http.max_body_bytes | key: http.max_body | 5: option `http.max_body` counts bytes and does not end in `_bytes`
          type: int | type: integer | 4: `type` of option `http.max_body_bytes` is `integer`, which is none of int, bool, enum, string, map, counts
          type: int | type: bool | 5: option `http.max_body_bytes` is of type bool, which has no `unit`
          type: int | type: string | 6: option `http.max_body_bytes` is of type string, which the runtime does not have: scope board or cli
          type: int | type: map | 7: option `http.max_body_bytes` is of type map, which has no `default`
          unit: bytes | unit: octets | 5: `unit` of option `http.max_body_bytes` is `octets`, which is none of bytes, ms, count, none
          unit: bytes | units: bytes | 5: unknown key `units` in option `http.max_body_bytes`
          scope: image | scope: flash | 6: `scope` of option `http.max_body_bytes` is `flash`, which is none of image, firmware, board, cli
          scope: image | scope: [image] | 6: `scope` of option `http.max_body_bytes` has to be text
          default: 100 | default: 1001 | 7: `default` of option `http.max_body_bytes` is 1001, outside of 0 to 1000
          default: 100 | default: "100" | 7: `default` of option `http.max_body_bytes` has to be a whole number from 0 to 4294967295
          default: 100 | default: -1 | 7: `default` of option `http.max_body_bytes` has to be a whole number from 0 to 4294967295
          default: 100 | default: 0x10 | 7: `default` of option `http.max_body_bytes` has to be a whole number from 0 to 4294967295
          default: 100 | default: 1.5 | 7: `default` of option `http.max_body_bytes` has to be a whole number from 0 to 4294967295
          default: 100 | default: {laptop: 1, pico: 2} | 7: `default` of option `http.max_body_bytes` lacks `pico2`
          default: 100 | default: {laptop: 1, pico2: 2, pico: 3, esp: 4} | 7: unknown kind of port `esp` in `default` of option `http.max_body_bytes`
          default: 100 | default: {laptop: 1, laptop: 1, pico2: 2, pico: 3} | 7: key `laptop` occurs twice in `default` of option `http.max_body_bytes`
          default: 100 | default: {laptop: 1, pico2: 2, pico: 3000} | 7: `default.pico` of option `http.max_body_bytes` is 3000, outside of 0 to 1000
          min: 0 | min: 1001 | 9: `max` of option `http.max_body_bytes` is below its `min`
          max: 1000 | max: 4294967296 | 9: `max` of option `http.max_body_bytes` has to be a whole number from 0 to 4294967295
          max: 1000 | min: 1000 | 9: key `min` occurs twice in an option
          doc: Largest body. | doc: Largest body | 10: `doc` of option `http.max_body_bytes` has to be sentences that end with a full stop
          doc: Largest body. | doc: Evil */ comment. | 10: `doc` of option `http.max_body_bytes` has to be sentences that end with a full stop
          doc: Largest body. | pattern: x | 3: option `http.max_body_bytes` lacks `doc`
          """)
  void refuses(String line, String instead, String complaint) {
    assertComplains(complaint, GOOD_INT.replace(line, instead));
  }

  @Test
  void refusesWhatLacks() {
    for (String key : List.of("type", "scope", "doc", "unit", "min", "max", "default")) {
      String without = GOOD_INT.replaceFirst("(?m)^    " + key + ":.*\n", "");
      assertComplains("3: option `http.max_body_bytes` lacks `" + key + "`", without);
    }
  }

  @Test
  void refusesAnOptionThatOccursTwice() {
    assertComplains(
        "11: option `http.max_body_bytes` occurs twice", GOOD_INT + optionLines(GOOD_INT));
  }

  @Test
  void refusesTwoOptionsWithOneNameInC() {
    String clash = optionLines(GOOD_INT).replace("http.max_body", "http_max.body");
    assertComplains(
        "11: options `http.max_body_bytes` and `http_max.body_bytes` have the same name in C",
        GOOD_INT + clash);
  }

  @Test
  void refusesAnOptionThatIsAGroup() {
    String top =
        optionLines(GOOD_INT).replace("http.max_body_bytes", "http").replace("bytes", "count");
    assertComplains("11: `http` is both an option and a group", GOOD_INT + top);
  }

  @Test
  void refusesAGroupInTwoPlaces() {
    String other = optionLines(GOOD_INT).replace("http.max_body_bytes", "js.heap_bytes");
    String again = optionLines(GOOD_INT).replace("max_body", "min_body");
    assertComplains(
        "19: option `http.min_body_bytes` lies apart from the others of its group",
        GOOD_INT + other + again);
  }

  @Test
  void refusesAPatternThatIsNone() {
    assertComplains(
        "6: `pattern` of option `name` is no regular expression: Unclosed character class",
        Sample.ALL_TYPES.replace("[a-z]+|[0-9]+", "[a-z"));
  }

  @Test
  void refusesADefaultThatItsPatternRefuses() {
    assertComplains(
        "7: `default` of option `name` is `A`, not what its `pattern` says",
        Sample.ALL_TYPES.replace("    doc: What it is called.", "    default: A\n    doc: What."));
  }

  @Test
  void refusesADefaultThatIsNoValueOfItsEnum() {
    assertComplains(
        "17: `default` of option `log.level` is `debug`, none of its `values`",
        Sample.ALL_TYPES.replace("default: info", "default: debug"));
  }

  @Test
  void refusesValuesThatRepeat() {
    assertComplains(
        "16: `values` of option `log.level` have to be some, each once",
        Sample.ALL_TYPES.replace("[info, warn]", "[info, info]"));
  }

  @Test
  void refusesADefaultOfABoolThatIsText() {
    assertComplains(
        "22: `default.pico2` of option `log.colour` has to be true or false",
        Sample.ALL_TYPES.replace("pico2: false", "pico2: no"));
  }

  @Test
  void refusesWhatIsNoYaml() {
    assertComplains("1: the file is empty", "");
    assertComplains("1: the file has to be a mapping", "- a\n");
    assertComplains("2: `options` has to be a list", "version: 1\noptions: 3\n");
    assertComplains("3: an option has to be a mapping", "version: 1\noptions:\n  - a\n");
    OptionsFileException broken =
        assertThrows(OptionsFileException.class, () -> OptionsFile.parse("version: [1\nb: 2\n"));
    assertEquals(2, broken.problems().get(0).line());
  }

  @Test
  void tellsEverythingThatIsWrongInTheOrderOfTheLines() {
    OptionsFileException refused =
        assertThrows(
            OptionsFileException.class,
            () ->
                OptionsFile.parse(
                    GOOD_INT.replace("version: 1", "version: 3").replace("type: int", "type: x")));

    assertEquals(List.of(1, 4), refused.problems().stream().map(Problem::line).toList());
  }

  private static String optionLines(String file) {
    return file.substring(file.indexOf("  - key"));
  }

  private static void assertComplains(String complaint, String file) {
    OptionsFileException refused =
        assertThrows(OptionsFileException.class, () -> OptionsFile.parse(file));
    List<String> complaints =
        refused.problems().stream().map(p -> p.line() + ": " + p.text()).toList();
    assertTrue(complaints.contains(complaint), complaints::toString);
  }
}
