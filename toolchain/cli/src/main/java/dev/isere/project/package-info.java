/**
 * isere.yaml and flags become one validated, immutable {@link dev.isere.project.Project}. The
 * options themselves (Option, Options, PortKind) are generated from runtime-c/options.yaml.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.project;
