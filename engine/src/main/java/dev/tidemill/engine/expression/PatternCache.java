package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Compiles patterns and keeps the last one, which a column of constants asks for again. */
final class PatternCache {
    /**
     * A pattern with the bytes and flags it was made of.
     *
     * @param plain null when it is not so plain
     */
    record Compiled(byte[] source, int flags, Pattern pattern, @Nullable PlainRegex plain) {}

    private volatile @Nullable Compiled last;

    /** The pattern of a row. */
    Pattern pattern(BytesColumn source, int i, int flags) {
        return compiled(source, i, flags).pattern();
    }

    /** The pattern of a row, with its plain form if there is one. */
    Compiled compiled(BytesColumn source, int i, int flags) {
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
            return compiled;
        }
        String text = source.text(i);
        try {
            Pattern pattern = Pattern.compile(text, flags);
            Compiled made =
                    new Compiled(text.getBytes(UTF_8), flags, pattern, PlainRegex.of(text, flags));
            last = made;
            return made;
        } catch (PatternSyntaxException e) {
            throw new RowFailure(
                    ErrorCode.INVALID_REGEX, "invalid regular expression: " + e.getDescription());
        }
    }
}
