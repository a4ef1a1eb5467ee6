/**
 * The {@code tidemill} command: reads arguments, runs one command, prints, exits. May use every
 * room above it; no room may use it.
 */
@NullMarked
package dev.tidemill.cli;

import org.jspecify.annotations.NullMarked;
