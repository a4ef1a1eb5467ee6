package dev.tidemill.sql.statement;

import java.util.ArrayList;
import java.util.List;

/** What in SQL text is not to be looked into: quotes, comments, dollar quotes. */
public final class SqlTokens {
    private SqlTokens() {}

    /** Behind what begins here and belongs together; of anything else one character. */
    static int end(String sql, int at) {
        char c = sql.charAt(at);
        if (c == '\'' || c == '"') {
            boolean escapes =
                    c == '\''
                            && at > 0
                            && (sql.charAt(at - 1) == 'E' || sql.charAt(at - 1) == 'e')
                            && (at == 1 || !Character.isJavaIdentifierPart(sql.charAt(at - 2)));
            return quoted(sql, at, c, escapes);
        }
        if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            return end < 0 ? sql.length() : end + 1;
        }
        if (sql.startsWith("/*", at)) {
            return comment(sql, at);
        }
        if (c == '$' && (at == 0 || !Character.isJavaIdentifierPart(sql.charAt(at - 1)))) {
            return dollars(sql, at);
        }
        return at + 1;
    }

    private static int quoted(String sql, int from, char quote, boolean escapes) {
        int at = from + 1;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (escapes && c == '\\') {
                at += 2;
            } else if (c != quote) {
                at++;
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return sql.length();
    }

    /** Comments stand in comments. */
    private static int comment(String sql, int from) {
        int depth = 0;
        int at = from;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return at;
                }
            } else {
                at++;
            }
        }
        return sql.length();
    }

    private static int dollars(String sql, int from) {
        int at = from + 1;
        while (at < sql.length() && isTag(sql.charAt(at), at == from + 1)) {
            at++;
        }
        if (at >= sql.length() || sql.charAt(at) != '$') {
            return from + 1;
        }
        String tag = sql.substring(from, at + 1);
        int end = sql.indexOf(tag, at + 1);
        return end < 0 ? sql.length() : end + tag.length();
    }

    private static boolean isTag(char c, boolean isFirst) {
        return isFirst
                ? Character.isLetter(c) || c == '_'
                : Character.isLetterOrDigit(c) || c == '_';
    }

    /** The statements of a text that semicolons part; those of blanks and comments are left out. */
    public static List<String> statements(String sql) {
        List<String> statements = new ArrayList<>();
        int from = 0;
        int at = 0;
        boolean isEmpty = true;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int end = end(sql, at);
            if (c == ';') {
                if (!isEmpty) {
                    statements.add(sql.substring(from, at).strip());
                }
                from = end;
                isEmpty = true;
            } else {
                boolean isComment = sql.startsWith("--", at) || sql.startsWith("/*", at);
                isEmpty &= isComment || Character.isWhitespace(c);
            }
            at = end;
        }
        if (!isEmpty) {
            statements.add(sql.substring(from).strip());
        }
        return statements;
    }
}
