/** Measures what checkpoints cost the ticks beside them. Uses the node. */
@NullMarked
package dev.tidemill.bench.checkpoint;

import org.jspecify.annotations.NullMarked;
