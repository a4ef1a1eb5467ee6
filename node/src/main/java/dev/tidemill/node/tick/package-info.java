/**
 * From admitted inputs to published ticks: the committer seals, the engine loop runs and publishes.
 * Uses the journal and the engine.
 */
@NullMarked
package dev.tidemill.node.tick;

import org.jspecify.annotations.NullMarked;
