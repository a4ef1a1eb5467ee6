package dev.tidemill.sql.parse;

import java.util.Locale;

/**
 * {@code current_user} in an expression of a policy: read as a column that every row has, whose
 * value is put in when somebody asks.
 *
 * <pre>
 * before  region = current_user OR note = 'current_user'
 * after   region = "tidemill current user" OR note = 'current_user'
 * </pre>
 */
public final class CurrentUser {
    /** What the column is called. */
    public static final String COLUMN = "tidemill current user";

    private static final String WORD = "current_user";

    private CurrentUser() {}

    /** The text with the word as a column, outside of texts, quoted names and comments. */
    public static String asColumn(String sql) {
        StringBuilder read = new StringBuilder();
        int at = 0;
        while (at < sql.length()) {
            int end = endOfToken(sql, at);
            String token = sql.substring(at, end);
            boolean meant = token.toLowerCase(Locale.ROOT).equals(WORD);
            read.append(meant ? '"' + COLUMN + '"' : token);
            at = end;
        }
        return read.toString();
    }

    static int endOfToken(String sql, int at) {
        char c = sql.charAt(at);
        if (c == '\'' || c == '"') {
            int end = sql.indexOf(c, at + 1);
            return end < 0 ? sql.length() : end + 1;
        }
        if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            return end < 0 ? sql.length() : end;
        }
        if (sql.startsWith("/*", at)) {
            int end = sql.indexOf("*/", at + 2);
            return end < 0 ? sql.length() : end + 2;
        }
        int end = at;
        while (end < sql.length() && isOfName(sql.charAt(end))) {
            end++;
        }
        return Math.max(end, at + 1);
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
}
