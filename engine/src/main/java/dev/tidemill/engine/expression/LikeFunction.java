package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import org.jspecify.annotations.Nullable;

/** LIKE and ILIKE; the pattern is compiled again only when it changes from row to row. */
final class LikeFunction implements RowFunction {
    /** A pattern with the texts it was made of. */
    private record Compiled(byte[] pattern, byte[] escape, LikePattern like) {}

    private static final byte[] BACKSLASH = {'\\'};

    private final boolean ignoreCase;
    private volatile @Nullable Compiled last;

    LikeFunction(boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
    }

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = (BytesColumn) arguments[0];
        LikePattern like = pattern(arguments, i);
        boolean matches;
        if (ignoreCase) {
            byte[] lower = LetterCase.LOWER.mapped(text.text(i)).getBytes(UTF_8);
            matches = like.matches(lower, 0, lower.length);
        } else {
            matches = like.matches(text.bytes(), text.start(i), TextFunctions.end(text, i));
        }
        out.column().appendBoolean(matches);
    }

    private LikePattern pattern(Column[] arguments, int i) {
        BytesColumn pattern = (BytesColumn) arguments[1];
        Compiled compiled = last;
        if (compiled != null
                && isSame(compiled.pattern, pattern, i)
                && (arguments.length < 3
                        || isSame(compiled.escape, (BytesColumn) arguments[2], i))) {
            return compiled.like;
        }
        byte[] escape =
                arguments.length < 3
                        ? BACKSLASH
                        : ((BytesColumn) arguments[2]).text(i).getBytes(UTF_8);
        String text = pattern.text(i);
        LikePattern like =
                LikePattern.compile(
                        ignoreCase ? LetterCase.LOWER.mapped(text) : text,
                        new String(escape, UTF_8));
        last = new Compiled(text.getBytes(UTF_8), escape, like);
        return like;
    }

    private static boolean isSame(byte[] bytes, BytesColumn column, int i) {
        return bytes.length == column.length(i)
                && Utf8.same(bytes, 0, column.bytes(), column.start(i), bytes.length);
    }
}
