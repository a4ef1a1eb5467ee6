/**
 * Wires actions into the mill: transitions of each tick into the outbox, outcomes and latches back
 * as inputs of later ticks. Uses the actions room and ingest.
 */
@NullMarked
package dev.tidemill.node.action;

import org.jspecify.annotations.NullMarked;
