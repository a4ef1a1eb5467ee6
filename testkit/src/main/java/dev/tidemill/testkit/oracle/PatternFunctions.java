package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** LIKE and regular expressions. The regular expressions are Java's: use only the common part. */
final class PatternFunctions {
    private PatternFunctions() {}

    static Object apply(ScalarFunction function, Arguments a) {
        String text = a.text(0);
        String pattern = a.text(1);
        return switch (function) {
            case LIKE -> like(text, pattern, escape(a));
            case ILIKE -> like(lower(text), lower(pattern), escape(a));
            case REGEXP_MATCH -> compile(pattern, 0).matcher(text).find();
            case REGEXP_IMATCH -> compile(pattern, Pattern.CASE_INSENSITIVE).matcher(text).find();
            case REGEXP_REPLACE ->
                    replace(text, pattern, a.text(2), a.count() > 3 ? a.text(3) : "");
            default -> throw new IllegalArgumentException(function + " is not over patterns");
        };
    }

    private static String lower(String text) {
        return TextFunctions.map(text, Character::toLowerCase);
    }

    private static String escape(Arguments a) {
        return a.count() > 2 ? a.text(2) : "\\";
    }

    private static boolean like(String text, String pattern, String escape) {
        int[] points = TextFunctions.points(pattern);
        int escapePoint = escape.isEmpty() ? -1 : escape.codePointAt(0);
        return matches(TextFunctions.points(text), 0, points, 0, escapePoint);
    }

    private static boolean matches(int[] text, int at, int[] pattern, int from, int escape) {
        if (from == pattern.length) {
            return at == text.length;
        }
        int point = pattern[from];
        if (point == escape) {
            if (at < text.length && from + 1 == pattern.length) {
                throw RowError.argument("LIKE pattern must not end with escape character");
            }
            return at < text.length
                    && text[at] == pattern[from + 1]
                    && matches(text, at + 1, pattern, from + 2, escape);
        }
        if (point == '%') {
            for (int next = at; next <= text.length; next++) {
                if (matches(text, next, pattern, from + 1, escape)) {
                    return true;
                }
            }
            return false;
        }
        return at < text.length
                && (point == '_' || text[at] == point)
                && matches(text, at + 1, pattern, from + 1, escape);
    }

    private static Pattern compile(String pattern, int flags) {
        try {
            int unicode = Pattern.UNICODE_CASE | Pattern.DOTALL;
            return Pattern.compile(pattern, flags | unicode);
        } catch (PatternSyntaxException e) {
            throw new RowError(ErrorCode.INVALID_REGEX, "invalid regular expression");
        }
    }

    private static String replace(String text, String pattern, String replacement, String flags) {
        int options = flags.indexOf('i') >= 0 ? Pattern.CASE_INSENSITIVE : 0;
        Matcher matcher = compile(pattern, options).matcher(text);
        boolean all = flags.indexOf('g') >= 0;
        StringBuilder result = new StringBuilder();
        int end = 0;
        while (matcher.find()) {
            result.append(text, end, matcher.start());
            expand(replacement, matcher, result);
            end = matcher.end();
            if (!all) {
                break;
            }
        }
        return result.append(text, end, text.length()).toString();
    }

    /** A backslash before a digit stands for a group, before an ampersand for the whole match. */
    private static void expand(String replacement, Matcher matcher, StringBuilder result) {
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            if (c != '\\' || i + 1 == replacement.length()) {
                result.append(c);
                continue;
            }
            char next = replacement.charAt(++i);
            if (next == '&') {
                result.append(matcher.group());
            } else if (next >= '1' && next <= '9') {
                int group = next - '0';
                String value = group <= matcher.groupCount() ? matcher.group(group) : "";
                result.append(value == null ? "" : value);
            } else if (next == '\\') {
                result.append('\\');
            } else {
                result.append(c).append(next);
            }
        }
    }
}
