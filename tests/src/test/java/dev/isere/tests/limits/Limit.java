// Says which option a test holds to its word.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.limits;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The key of an option of options.yaml, both sides of which the test tries. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Limit {
  String value();
}
