package dev.tidemill.definitions.secret;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that nobody may read by accident: errors, plans, the status and logs print {@link #HIDDEN}
 * in its place. It is no record, since a record would print what it holds. Immutable.
 */
public final class Secret {
    /** What stands for every secret wherever one is printed. */
    public static final String HIDDEN = "(secret)";

    private final String value;

    private Secret(String value) {
        this.value = requireNonNull(value, "value");
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The text itself, for whoever sends it. It must not be kept, printed or put in an error. */
    public String reveal() {
        return value;
    }

    /** Takes as long for a nearly equal text as for any other. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8),
                        secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
