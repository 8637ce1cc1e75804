// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SpecVersion.VersionFlag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTextTest {
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final JsonSchema SCHEMA = FACTORY.getSchema(SchemaText.of(Sample.options()));

  @Test
  void isASchema() {
    String meta = SchemaId.V202012;
    assertEquals(
        java.util.Set.of(),
        FACTORY
            .getSchema(com.networknt.schema.SchemaLocation.of(meta))
            .validate(SchemaText.of(Sample.real()), InputFormat.JSON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\": \"abc\"}",
        "{\"env\": {\"A\": \"\"}, \"log\": {\"level\": \"warn\", \"colour\": true}}",
        "{\"http\": {\"max_body_bytes\": 0}}",
        "{\"http\": {\"max_body_bytes\": 4294967295}}",
      })
  void accepts(String json) {
    assertTrue(SCHEMA.validate(json, InputFormat.JSON).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"nam\": \"abc\"}",
        "{\"name\": \"aBc\"}",
        "{\"name\": \"abc1\"}",
        "{\"name\": 1}",
        "{\"env\": {\"a\": \"\"}}",
        "{\"env\": {\"A\": 1}}",
        "{\"log\": {\"level\": \"debug\"}}",
        "{\"log\": {\"colour\": \"true\"}}",
        "{\"http\": {\"max_body_bytes\": -1}}",
        "{\"http\": {\"max_body_bytes\": 4294967296}}",
        "{\"http\": {\"max_body_bytes\": 1.5}}",
        "{\"http\": {\"other\": 1}}",
        "{\"http.max_body_bytes\": 1}",
      })
  void refuses(String json) {
    assertFalse(SCHEMA.validate(json, InputFormat.JSON).isEmpty());
  }

  @Test
  void hasADefaultWhereAllPortsHaveTheSame() throws JsonProcessingException {
    var properties =
        new ObjectMapper().readTree(SchemaText.of(Sample.options())).path("properties");

    assertEquals("info", properties.at("/log/properties/level/default").asText());
    assertTrue(properties.at("/http/properties/max_body_bytes/default").isMissingNode());
  }
}
