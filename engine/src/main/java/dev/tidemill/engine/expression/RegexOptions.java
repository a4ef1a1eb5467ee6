package dev.tidemill.engine.expression;

import com.google.re2j.Pattern;

/**
 * PostgreSQL's letters for how to match.
 *
 * @param flags for the library
 * @param global all matches, not only the first
 */
record RegexOptions(int flags, boolean global) {
    static RegexOptions of(String letters) {
        int flags = 0;
        boolean global = false;
        for (int at = 0; at < letters.length(); at++) {
            switch (letters.charAt(at)) {
                case 'g' -> global = true;
                case 'i' -> flags |= Pattern.CASE_INSENSITIVE;
                case 'c' -> flags &= ~Pattern.CASE_INSENSITIVE;
                case 's' -> flags |= Pattern.DOTALL;
                case 'm', 'n' -> flags |= Pattern.MULTILINE;
                default ->
                        throw RowFailure.argument(
                                "invalid regular expression option: \""
                                        + letters.charAt(at)
                                        + "\"");
            }
        }
        return new RegexOptions(flags, global);
    }

    /** For functions that know no {@code g}. */
    static RegexOptions single(String letters, String function) {
        RegexOptions options = of(letters);
        if (options.global()) {
            throw RowFailure.argument(function + "() does not support the \"global\" option");
        }
        return options;
    }
}
