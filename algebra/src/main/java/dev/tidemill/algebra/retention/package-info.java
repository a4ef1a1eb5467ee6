/**
 * Which state of a plan can no longer matter, found from lateness alone. Uses plans and bounds.
 *
 * <p>{@link dev.tidemill.algebra.retention.ColumnBounds} says of each node's output which columns
 * are bounded below; {@link dev.tidemill.algebra.retention.Retention} says of each node's state
 * what may go, and of what stays, why it does.
 */
@NullMarked
package dev.tidemill.algebra.retention;

import org.jspecify.annotations.NullMarked;
