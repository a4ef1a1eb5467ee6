package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.ScalarFunction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Regular expressions in RE2's syntax, matched in time linear in the text. */
final class RegexFunction implements RowFunction {
    /** A pattern with the bytes and flags it was made of. */
    private record Compiled(byte[] source, int flags, Pattern pattern) {}

    private final ScalarFunction function;
    private volatile @Nullable Compiled last;

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
        byte[] bytes = Arrays.copyOfRange(text.bytes(), text.start(i), TextFunctions.end(text, i));
        out.column().appendBoolean(pattern(source, i, flags).matcher(bytes).find());
    }

    private void replace(Column[] arguments, int i, RowOutput out) {
        String options = arguments.length > 3 ? ((BytesColumn) arguments[3]).text(i) : "";
        int flags = 0;
        boolean all = false;
        for (int at = 0; at < options.length(); at++) {
            switch (options.charAt(at)) {
                case 'g' -> all = true;
                case 'i' -> flags |= Pattern.CASE_INSENSITIVE;
                case 'c' -> flags &= ~Pattern.CASE_INSENSITIVE;
                case 's' -> flags |= Pattern.DOTALL;
                case 'm', 'n' -> flags |= Pattern.MULTILINE;
                default ->
                        throw RowFailure.argument(
                                "invalid regular expression option: \""
                                        + options.charAt(at)
                                        + "\"");
            }
        }
        Matcher matcher =
                pattern((BytesColumn) arguments[1], i, flags)
                        .matcher(((BytesColumn) arguments[0]).text(i));
        String replacement = translated(((BytesColumn) arguments[2]).text(i), matcher.groupCount());
        out.column()
                .appendText(
                        all ? matcher.replaceAll(replacement) : matcher.replaceFirst(replacement));
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

    private Pattern pattern(BytesColumn source, int i, int flags) {
        Compiled compiled = last;
        if (compiled != null
                && compiled.flags == flags
                && compiled.source.length == source.length(i)
                && Utf8.same(
                        compiled.source,
                        0,
                        source.bytes(),
                        source.start(i),
                        compiled.source.length)) {
            return compiled.pattern;
        }
        String text = source.text(i);
        try {
            Pattern pattern = Pattern.compile(text, flags);
            last = new Compiled(text.getBytes(UTF_8), flags, pattern);
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new RowFailure(
                    ErrorCode.INVALID_REGEX, "invalid regular expression: " + e.getDescription());
        }
    }
}
