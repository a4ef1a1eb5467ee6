package dev.tidemill.sql.validate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code x SIMILAR TO 'pattern' [ESCAPE 'e']}: a regular expression for the whole text, in which
 * {@code %} and {@code _} mean what they mean to LIKE. It is written anew as one of the engine's
 * once, while planning, so that pattern and escape have to be constants.
 */
final class SimilarPattern {
    /** The name under which the operator stands among the functions; nothing can be called so. */
    static final String NAME = "similar to";

    private static final int NO_ESCAPE = -1;

    private final int escape;
    private final StringBuilder regex = new StringBuilder("\\A(?:");
    private boolean inBrackets;

    private SimilarPattern(int escape) {
        this.escape = escape;
    }

    static @Nullable Resolved resolve(List<ArgumentType> arguments) {
        int count = arguments.size();
        if (count < 2 || count > 3 || !arguments.stream().allMatch(a -> a.fits(Type.TEXT))) {
            return null;
        }
        return new Resolved(
                Collections.nCopies(count, Type.TEXT),
                Type.BOOLEAN,
                (args, type) ->
                        Call.of(
                                ScalarFunction.REGEXP_MATCH,
                                type,
                                args.get(0),
                                regex(args.get(1), count < 3 ? null : args.get(2))));
    }

    private static Literal regex(Expr pattern, @Nullable Expr escape) {
        String text = constant(pattern);
        String escapeText = escape == null ? "\\" : constant(escape);
        if (text == null || escapeText == null) {
            return new Literal(null, Type.TEXT);
        }
        if (escapeText.codePointCount(0, escapeText.length()) > 1) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "the escape of SIMILAR TO is not one character");
        }
        int letter = escapeText.isEmpty() ? NO_ESCAPE : escapeText.codePointAt(0);
        return new Literal(new SimilarPattern(letter).translated(text), Type.TEXT);
    }

    private static @Nullable String constant(Expr expression) {
        if (expression instanceof Literal literal) {
            return (String) literal.value();
        }
        throw new TidemillException(
                        ErrorCode.UNSUPPORTED_SQL, "SIMILAR TO takes a constant pattern only")
                .withHint("Use a regular expression: x ~ pattern.");
    }

    private String translated(String pattern) {
        boolean escaped = false;
        for (int letter : pattern.codePoints().toArray()) {
            if (escaped) {
                regex.append('\\').appendCodePoint(letter);
                escaped = false;
            } else if (letter == escape) {
                escaped = true;
            } else if (inBrackets) {
                bracketed(letter);
            } else {
                plain(letter);
            }
        }
        return regex.append(")\\z").toString();
    }

    private void bracketed(int letter) {
        regex.append(letter == '\\' ? "\\" : "").appendCodePoint(letter);
        inBrackets = letter != ']';
    }

    private void plain(int letter) {
        switch (letter) {
            case '%' -> regex.append("(?s:.*)");
            case '_' -> regex.append("(?s:.)");
            case '(' -> regex.append("(?:");
            case '\\', '.', '^', '$' -> regex.append('\\').appendCodePoint(letter);
            default -> regex.appendCodePoint(letter);
        }
        inBrackets = letter == '[';
    }
}
