package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.ArrayWriter;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where a row function puts its one value a row, with a scratch buffer for text that is made of
 * pieces and a register for decimals. One for each evaluation; not thread-safe.
 */
final class RowOutput {
    private final ColumnBuilder column;
    private final Int128 register = new Int128();
    private final ArrayWriter array = new ArrayWriter();
    private final ArrayWriter element = new ArrayWriter();
    private byte[] text = new byte[64];
    private int length;

    RowOutput(Type type, int expectedSize) {
        column = ColumnBuilder.of(type, expectedSize);
    }

    ColumnBuilder column() {
        return column;
    }

    Int128 register() {
        return register;
    }

    /** Appends the register's value, which must have at most this many digits. */
    void endDecimal(int digits) {
        if (!register.fitsDigits(digits)) {
            throw RowFailure.decimalOverflow();
        }
        column.appendInt128(register.high(), register.low());
    }

    /** For the array that is the row's value. */
    ArrayWriter array() {
        return array.clear();
    }

    /** For an element to compare with. */
    ArrayWriter element() {
        return element.clear();
    }

    void beginText() {
        length = 0;
    }

    /** Begins a text of so many bytes, which the caller writes from the array's begin on. */
    byte[] textOf(int bytes) {
        length = 0;
        reserve(bytes);
        length = bytes;
        return text;
    }

    int length() {
        return length;
    }

    void write(byte[] source, int start, int count) {
        reserve(count);
        System.arraycopy(source, start, text, length, count);
        length += count;
    }

    void write(int oneByte) {
        reserve(1);
        text[length++] = (byte) oneByte;
    }

    void write(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    /** Writes digits, padded with zeros on the left. */
    void writePadded(long value, int width) {
        String digits = Long.toString(value);
        for (int i = digits.length(); i < width; i++) {
            write('0');
        }
        write(digits);
    }

    /**
     * Appends the text.
     *
     * @throws TidemillException MEMORY_LIMIT when the column's texts get too many bytes
     */
    void endText() {
        if (column.bytesHeld() + length > COLUMN_BYTES_MAX) {
            throw new TidemillException(
                            ErrorCode.MEMORY_LIMIT,
                            "an expression makes more than %,d bytes of text in one step"
                                    .formatted(COLUMN_BYTES_MAX))
                    .withHint("make shorter texts, or give the process more memory");
        }
        column.appendBytes(text, 0, length);
    }

    private void reserve(int count) {
        if (text.length - length < count) {
            long wanted = Math.max((long) length + count, text.length * 2L);
            if ((long) length + count > TEXT_BYTES_MAX) {
                throw RowFailure.argument("the text is longer than " + TEXT_BYTES_MAX + " bytes");
            }
            text = Arrays.copyOf(text, (int) Math.min(wanted, TEXT_BYTES_MAX));
        }
    }

    /** What an expression may make for the rows of one step, or of a thread's part of them. */
    private static final long COLUMN_BYTES_MAX =
            Math.clamp(Runtime.getRuntime().maxMemory() / 32, 8L << 20, 1L << 30);

    /** The longest text that an expression may make. */
    private static final int TEXT_BYTES_MAX = 16 * 1024 * 1024;
}
