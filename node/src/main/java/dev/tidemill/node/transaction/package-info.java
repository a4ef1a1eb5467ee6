/**
 * Transactions over keyed and event tables: a pinned tick, an overlay of what is written, and one
 * journal entry at the end. Uses the SQL room's statements, the engine's snapshots, admission and
 * the published ticks.
 */
@NullMarked
package dev.tidemill.node.transaction;

import org.jspecify.annotations.NullMarked;
