/**
 * Takes a person out of the tables, for good, with a receipt: what is journalled, what a tick does
 * of it, and what is done beside the ticks until nothing on disk has the rows. Uses the engine, the
 * journal, checkpoints, the history and lineage.
 */
@NullMarked
package dev.tidemill.node.forget;

import org.jspecify.annotations.NullMarked;
