/** Threads whose work can wait for the ticks. */
@NullMarked
package dev.tidemill.engine.background;

import org.jspecify.annotations.NullMarked;
