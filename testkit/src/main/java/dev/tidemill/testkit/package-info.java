/**
 * Proves the engine right: an oracle, random inputs and a fluent fixture. Uses algebra, sql,
 * engine.
 */
@NullMarked
package dev.tidemill.testkit;

import org.jspecify.annotations.NullMarked;
