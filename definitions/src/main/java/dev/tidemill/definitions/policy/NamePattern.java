package dev.tidemill.definitions.policy;

import static java.util.Objects.requireNonNull;

/**
 * Names of tables: a star stands for any characters, none included; all others for themselves. The
 * mill's own tables, whose names begin with {@code tidemill.}, are matched by no pattern.
 */
public record NamePattern(String text) {
    private static final String SYSTEM = "tidemill.";

    public NamePattern {
        requireNonNull(text, "text");
    }

    /** Whether it stands for more than one name. */
    public boolean isOpen() {
        return text.indexOf('*') >= 0;
    }

    /** Whether a table's name is one of those meant; in time proportional to both lengths. */
    public boolean matches(String name) {
        if (name.startsWith(SYSTEM)) {
            return false;
        }
        int at = 0;
        int in = 0;
        int star = -1;
        int resumed = 0;
        while (at < name.length()) {
            if (in < text.length() && text.charAt(in) == '*') {
                star = in++;
                resumed = at;
            } else if (in < text.length() && text.charAt(in) == name.charAt(at)) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++resumed;
            } else {
                return false;
            }
        }
        while (in < text.length() && text.charAt(in) == '*') {
            in++;
        }
        return in == text.length();
    }
}
