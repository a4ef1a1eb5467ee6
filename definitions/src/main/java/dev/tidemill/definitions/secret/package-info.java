/**
 * What definitions take from outside of git: environment variables and secrets; uses problems and
 * YAML.
 */
@NullMarked
package dev.tidemill.definitions.secret;

import org.jspecify.annotations.NullMarked;
