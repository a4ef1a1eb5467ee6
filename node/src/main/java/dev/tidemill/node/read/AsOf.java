package dev.tidemill.node.read;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query and the tick at which it asks: what stands behind it as {@code AS OF TICK 42}. DuckDB
 * does not know these words, so they are taken off; they are the text's last, so places in what is
 * left are right.
 *
 * @param tick empty for the newest
 */
public record AsOf(String sql, OptionalLong tick) {
    private static final Pattern WORDS =
            Pattern.compile(
                    "\\s+AS\\s+OF\\s+TICK\\s+(\\d{1,18})\\s*;?\\s*$", Pattern.CASE_INSENSITIVE);

    public AsOf {
        requireNonNull(sql, "sql");
        requireNonNull(tick, "tick");
    }

    /** What a text asks. */
    public static AsOf of(String text) {
        // A look from the end only: the pattern would be tried at each blank of a long text.
        int from = Math.max(0, text.length() - 200);
        Matcher words = WORDS.matcher(text).region(from, text.length());
        if (!words.find() || isInComment(text, words.start(1))) {
            return new AsOf(text, OptionalLong.empty());
        }
        return new AsOf(
                text.substring(0, words.start()), OptionalLong.of(Long.parseLong(words.group(1))));
    }

    private static boolean isInComment(String text, int at) {
        int line = text.lastIndexOf('\n', at) + 1;
        int dashes = text.indexOf("--", line);
        return dashes >= 0 && dashes < at;
    }
}
