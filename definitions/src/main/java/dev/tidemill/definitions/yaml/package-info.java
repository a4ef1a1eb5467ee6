/**
 * YAML with the place of every key and value, checked against JSON schemas; uses problems and
 * words.
 */
@NullMarked
package dev.tidemill.definitions.yaml;

import org.jspecify.annotations.NullMarked;
