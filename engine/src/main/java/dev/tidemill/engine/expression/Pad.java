package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;

/** Fills a text to a length in characters on the left or the right; a longer one is cut. */
record Pad(boolean left) implements RowFunction {
    private static final byte[] BLANK = {' '};

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = (BytesColumn) arguments[0];
        int wanted = Math.max(0, TextFunctions.integer(arguments, 1, i));
        int start = text.start(i);
        int end = TextFunctions.end(text, i);
        int length = Utf8.length(text.bytes(), start, end);
        if (length >= wanted) {
            int stop = Utf8.advance(text.bytes(), start, end, wanted);
            out.column().appendBytes(text.bytes(), start, stop - start);
            return;
        }
        out.beginText();
        if (!left) {
            out.write(text.bytes(), start, end - start);
        }
        if (arguments.length > 2) {
            BytesColumn fill = (BytesColumn) arguments[2];
            fill(fill.bytes(), fill.start(i), fill.length(i), wanted - length, out);
        } else {
            fill(BLANK, 0, 1, wanted - length, out);
        }
        if (left) {
            out.write(text.bytes(), start, end - start);
        }
        out.endText();
    }

    private static void fill(byte[] bytes, int start, int length, int characters, RowOutput out) {
        int at = start;
        for (int n = 0; n < characters && length > 0; n++) {
            int next = Utf8.advance(bytes, at, start + length, 1);
            out.write(bytes, at, next - at);
            at = next == start + length ? start : next;
        }
    }
}
