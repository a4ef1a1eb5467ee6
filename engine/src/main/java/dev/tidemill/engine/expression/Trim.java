package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;

/** Takes away the leading or trailing characters that are in a set; without a set, blanks. */
record Trim(boolean leading, boolean trailing) implements RowFunction {
    private static final byte[] BLANK = {' '};

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = (BytesColumn) arguments[0];
        byte[] bytes = text.bytes();
        int start = text.start(i);
        int end = TextFunctions.end(text, i);
        while (leading && start < end) {
            int next = Utf8.advance(bytes, start, end, 1);
            if (!inSet(arguments, i, bytes, start, next)) {
                break;
            }
            start = next;
        }
        while (trailing && start < end) {
            int previous = Utf8.previous(bytes, end);
            if (!inSet(arguments, i, bytes, previous, end)) {
                break;
            }
            end = previous;
        }
        out.column().appendBytes(bytes, start, end - start);
    }

    /** UTF-8 needs no alignment: the bytes of a character are found only at a character. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // the needle is a part of the text
    private static boolean inSet(Column[] arguments, int i, byte[] bytes, int from, int to) {
        if (arguments.length < 2) {
            return Utf8.find(BLANK, 0, 1, bytes, from, to - from) >= 0;
        }
        BytesColumn set = (BytesColumn) arguments[1];
        int setEnd = TextFunctions.end(set, i);
        int length = to - from;
        return Utf8.find(set.bytes(), set.start(i), setEnd, bytes, from, length) >= 0;
    }
}
