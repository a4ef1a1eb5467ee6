package dev.tidemill.definitions.problem;

import dev.tidemill.algebra.error.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers every problem of a project, so that one run shows them all. Owned by one thread. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    public void add(Place place, String message) {
        add(place, message, null);
    }

    public void add(Place place, String message, @Nullable String hint) {
        found.add(new Problem(place, message, hint));
    }

    /** Something around the project is not there. */
    public void addMissing(Place place, String message, @Nullable String hint) {
        found.add(new Problem(place, message, hint, true));
    }

    public int count() {
        return found.size();
    }

    /** By file and line. */
    public List<Problem> sorted() {
        return found.stream()
                .distinct()
                .sorted(
                        Comparator.comparing(Problem::file)
                                .thenComparingInt(Problem::line)
                                .thenComparingInt(Problem::column))
                .toList();
    }
}
