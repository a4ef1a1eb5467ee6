package dev.tidemill.definitions.projecttest;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One test: steps from empty tables on. It has the form of a test; whether its tables and columns
 * are there is not known yet.
 *
 * @param name the file's name without its ending
 * @param file the path inside the project
 * @param description free text; null when there is none
 */
public record ProjectTest(
        String name, String file, @Nullable String description, List<TestStep> steps) {
    public ProjectTest {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("the test " + name + " has no step");
        }
    }

    /** The name of the test that a file holds: the file's without its ending. */
    public static String nameOf(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
