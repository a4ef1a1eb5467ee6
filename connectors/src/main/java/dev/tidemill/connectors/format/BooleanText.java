package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import org.jspecify.annotations.Nullable;

/** {@code true}, {@code false}, {@code t}, {@code f}, in any case. */
record BooleanText() implements ValueText {
    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        if (is("true", text, from, to) || is("t", text, from, to)) {
            target.appendBoolean(true);
            return null;
        }
        if (is("false", text, from, to) || is("f", text, from, to)) {
            target.appendBoolean(false);
            return null;
        }
        return "is not a BOOLEAN";
    }

    private static boolean is(String word, byte[] text, int from, int to) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if ((text[i] | 0x20) != word.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }
}
