package dev.tidemill.definitions.secret;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A text that nobody may read by accident: errors, plans, the status and logs print {@link #HIDDEN}
 * in its place. It is no record, since a record would print what it holds. Immutable.
 */
public final class Secret {
    /** What stands for every secret wherever one is printed. */
    public static final String HIDDEN = "(secret)";

    /** Characters from which on a text is long enough to be hidden wherever it is repeated. */
    private static final int TELLING_CHARS_MIN = 8;

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final String value;
    private final List<String> parts;

    private Secret(String value, List<String> parts) {
        this.value = requireNonNull(value, "value");
        this.parts = List.copyOf(parts);
    }

    public static Secret of(String value) {
        return new Secret(value, List.of());
    }

    /**
     * A secret with words around it, such as {@code Bearer}.
     *
     * @param parts what is secret of the value, however short
     */
    static Secret of(String value, List<String> parts) {
        return new Secret(value, parts);
    }

    /** The text itself, for whoever sends it. It must not be kept, printed or put in an error. */
    public String reveal() {
        return value;
    }

    /**
     * What nobody else may read of it: the parts that were filled in, and the value and its words
     * where they are long enough to tell anything.
     */
    Set<String> hidden() {
        Set<String> hidden = new LinkedHashSet<>(parts);
        hidden.add(value);
        hidden.addAll(SPACES.splitAsStream(value).toList());
        hidden.removeIf(
                text ->
                        text.isBlank()
                                || (text.length() < TELLING_CHARS_MIN && !parts.contains(text)));
        return hidden;
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
