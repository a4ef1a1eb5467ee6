package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * Rows that are told in one request.
 *
 * @param by columns whose values they share; none for all rows of the action
 * @param waiting how long others are waited for, from the first on
 */
public record Grouping(List<String> by, Duration waiting) {
    public Grouping {
        by = List.copyOf(by);
        requireNonNull(waiting, "waiting");
    }
}
