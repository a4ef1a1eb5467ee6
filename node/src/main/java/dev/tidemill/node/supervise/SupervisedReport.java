package dev.tidemill.node.supervise;

import org.jspecify.annotations.Nullable;

/**
 * How something that is supervised is, at one moment.
 *
 * @param kind {@code source}, {@code action}, {@code lineage} or {@code live table}
 * @param state as {@link SupervisedState#word}
 * @param failures all since the start
 * @param failuresInRow those since it last ran for a while
 * @param problem what the last failure was; null when it has run since, or never failed
 * @param nextAttemptS seconds until it is tried again; null when it does not wait
 */
public record SupervisedReport(
        String name,
        String kind,
        String state,
        long failures,
        int failuresInRow,
        @Nullable String problem,
        @Nullable Double nextAttemptS) {}
