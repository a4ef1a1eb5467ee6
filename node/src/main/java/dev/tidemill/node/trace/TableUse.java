package dev.tidemill.node.trace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a table has been used since the mill was opened.
 *
 * @param lastChange when a tick changed it last; null when none has
 * @param queries that read it and have ended, whoever asked; not those of the mill itself
 * @param lookups by its key or an index that found their place
 * @param subscriptions that have begun
 */
public record TableUse(
        @Nullable Instant lastChange, long queries, long lookups, long subscriptions) {}
