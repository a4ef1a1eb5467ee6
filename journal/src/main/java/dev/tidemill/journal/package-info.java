/**
 * The durable log of a mill's inputs: opaque records grouped into sealed ticks, one fsync per tick.
 *
 * <p>This room knows files, checksums and crashes, and not what a record means; it may use nothing
 * of the other rooms.
 */
@NullMarked
package dev.tidemill.journal;

import org.jspecify.annotations.NullMarked;
