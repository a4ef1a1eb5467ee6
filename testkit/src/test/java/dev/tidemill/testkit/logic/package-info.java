/**
 * The SQLite project's logic tests, their queries kept live. Uses the SQL room, the engine and the
 * tests' jar.
 */
@NullMarked
package dev.tidemill.testkit.logic;

import org.jspecify.annotations.NullMarked;
