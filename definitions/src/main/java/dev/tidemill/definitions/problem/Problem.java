package dev.tidemill.definitions.problem;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a project, at its place.
 *
 * @param place the file, relative to the project; the line is 0 when the whole file is meant
 * @param hint what to do about it, when that is known
 * @param missing the project is right, and something around it is not there: a secret, a variable
 *     of the environment, a source's file
 */
public record Problem(Place place, String message, @Nullable String hint, boolean missing) {
    public Problem {
        requireNonNull(place, "place");
        requireNonNull(message, "message");
    }

    /** A fault of the project itself. */
    public Problem(Place place, String message, @Nullable String hint) {
        this(place, message, hint, false);
    }

    public String file() {
        return place.source() == null ? "" : place.source();
    }

    public int line() {
        return place.line();
    }

    public int column() {
        return place.column();
    }

    @Override
    public String toString() {
        return place + ": " + message + (hint == null ? "" : " (" + hint + ")");
    }
}
