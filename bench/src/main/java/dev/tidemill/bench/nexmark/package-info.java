/**
 * Nexmark: auctions, their bids and the people behind them, and 23 queries over them, as live
 * tables and beside Flink with the same events. May use the engine and the planner.
 */
@NullMarked
package dev.tidemill.bench.nexmark;

import org.jspecify.annotations.NullMarked;
