/**
 * The way in: contract check, quarantine, idempotency, admission. Uses definitions, connectors'
 * parsed rows and ticks.
 */
@NullMarked
package dev.tidemill.node.ingest;

import org.jspecify.annotations.NullMarked;
