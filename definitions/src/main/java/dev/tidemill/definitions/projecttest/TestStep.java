package dev.tidemill.definitions.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tick of a test, and what the tables are behind it.
 *
 * @param number from 1
 * @param title what the step is about; null when it does not say
 * @param time the tick's {@code now()}; null when time stands still
 * @param changes in the order in which they take effect: deletions, insertions, updates, texts
 * @param expected whole tables
 */
public record TestStep(
        int number,
        @Nullable String title,
        Place place,
        @Nullable TestTime time,
        List<TestChange> changes,
        List<TestRows> expected) {
    public TestStep {
        requireNonNull(place, "place");
        changes = List.copyOf(changes);
        expected = List.copyOf(expected);
    }

    /** What the step expects of a table; null when it says nothing of it. */
    public @Nullable TestRows expectedOf(String table) {
        return expected.stream()
                .filter(rows -> rows.table().equals(table))
                .findFirst()
                .orElse(null);
    }
}
