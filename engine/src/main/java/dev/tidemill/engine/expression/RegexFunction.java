package dev.tidemill.engine.expression;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.expr.ScalarFunction;
import java.util.Arrays;

/** Regular expressions in RE2's syntax, matched in time linear in the text. */
final class RegexFunction implements RowFunction {
    private final ScalarFunction function;
    private final PatternCache patterns = new PatternCache();

    RegexFunction(ScalarFunction function) {
        this.function = function;
    }

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = (BytesColumn) arguments[0];
        BytesColumn source = (BytesColumn) arguments[1];
        if (function == ScalarFunction.REGEXP_REPLACE) {
            replace(arguments, i, out);
            return;
        }
        int flags = function == ScalarFunction.REGEXP_IMATCH ? Pattern.CASE_INSENSITIVE : 0;
        Pattern pattern = patterns.pattern(source, i, flags);
        // Over bytes the library takes characters of several bytes at the end for several ends.
        boolean found =
                isAscii(text, i)
                        ? pattern.matcher(
                                        Arrays.copyOfRange(
                                                text.bytes(),
                                                text.start(i),
                                                TextFunctions.end(text, i)))
                                .find()
                        : pattern.matcher(text.text(i)).find();
        out.column().appendBoolean(found);
    }

    private static boolean isAscii(BytesColumn text, int i) {
        byte[] bytes = text.bytes();
        int end = TextFunctions.end(text, i);
        for (int at = text.start(i); at < end; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    private void replace(Column[] arguments, int i, RowOutput out) {
        RegexOptions options =
                RegexOptions.of(arguments.length > 3 ? ((BytesColumn) arguments[3]).text(i) : "");
        Matcher matcher =
                patterns.pattern((BytesColumn) arguments[1], i, options.flags())
                        .matcher(((BytesColumn) arguments[0]).text(i));
        String replacement = translated(((BytesColumn) arguments[2]).text(i), matcher.groupCount());
        out.column()
                .appendText(
                        options.global()
                                ? matcher.replaceAll(replacement)
                                : matcher.replaceFirst(replacement));
    }

    /** PostgreSQL's {@code \1} and {@code \&} as the library's {@code $1} and {@code $0}. */
    private static String translated(String replacement, int groups) {
        StringBuilder result = new StringBuilder();
        for (int at = 0; at < replacement.length(); at++) {
            char letter = replacement.charAt(at);
            if (letter == '$') {
                result.append("\\$");
            } else if (letter != '\\') {
                result.append(letter);
            } else if (at + 1 == replacement.length()) {
                result.append("\\\\");
            } else {
                char next = replacement.charAt(++at);
                if (next == '&') {
                    result.append("$0");
                } else if (next >= '1' && next <= '9') {
                    result.append(next - '0' <= groups ? "$" + next : "");
                } else if (next == '\\') {
                    result.append("\\\\");
                } else {
                    result.append("\\\\").append(next);
                }
            }
        }
        return result.toString();
    }
}
