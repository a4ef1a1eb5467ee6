package dev.tidemill.sql.parse;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code claim('name')} in an expression of a policy, what the token of an end user says of them:
 * read as a column of texts that every row has, whose value is put in when somebody asks. The value
 * is never part of the text that is read.
 *
 * <pre>
 * before  customer_id = CAST(claim('customer_id') AS BIGINT)
 * after   customer_id = CAST("tidemill claim customer_id" AS BIGINT)
 * </pre>
 */
public final class Claims {
    /** What the column of a claim is called, before the claim's name. */
    public static final String COLUMN = "tidemill claim ";

    /** What a claim may be called. */
    public static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private static final String WORD = "claim";
    private static final Pattern ASKED =
            Pattern.compile("\\s*\\(\\s*'(" + NAME.pattern() + ")'\\s*\\)");

    private Claims() {}

    /**
     * The text with the claims as columns, outside of texts, quoted names and comments.
     *
     * @param found is given the claims' names, each as often as it is read
     */
    public static String asColumns(String sql, Collection<String> found) {
        StringBuilder read = new StringBuilder();
        Matcher asked = ASKED.matcher(sql);
        int at = 0;
        while (at < sql.length()) {
            int end = CurrentUser.endOfToken(sql, at);
            String token = sql.substring(at, end);
            boolean meant =
                    token.toLowerCase(Locale.ROOT).equals(WORD)
                            && asked.region(end, sql.length()).lookingAt();
            if (meant) {
                found.add(asked.group(1));
                read.append('"').append(COLUMN).append(asked.group(1)).append('"');
                end = asked.end();
            } else {
                read.append(token);
            }
            at = end;
        }
        return read.toString();
    }
}
