package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import org.jspecify.annotations.Nullable;

/** A timestamp with {@code Z}, {@code ±HH}, {@code ±HHMM} or {@code ±HH:MM}. */
record TimestampTzText() implements ValueText {
    private static final String NOT_ONE =
            "is not a TIMESTAMPTZ (YYYY-MM-DDTHH:MM:SS with Z or an offset)";

    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        int offsetAt = offsetStart(text, from, to);
        long local = CivilTime.timestamp(text, from, offsetAt);
        if (local == CivilTime.INVALID) {
            return NOT_ONE;
        }
        if (offsetAt == to) {
            return "has no offset, and TIMESTAMPTZ needs one (for example Z)";
        }
        int minutes = offsetMinutes(text, offsetAt, to);
        if (minutes == Integer.MIN_VALUE) {
            return NOT_ONE;
        }
        target.appendLong(local - minutes * 60L * CivilTime.MICROS_PER_SECOND);
        return null;
    }

    /** Where the offset begins; {@code to} when there is none. */
    static int offsetStart(byte[] text, int from, int to) {
        for (int i = from + CivilTime.DATE_LENGTH; i < to; i++) {
            byte next = text[i];
            if (next == 'Z' || next == 'z' || next == '+' || next == '-') {
                return i;
            }
        }
        return to;
    }

    private static int offsetMinutes(byte[] text, int from, int to) {
        int length = to - from;
        if (text[from] == 'Z' || text[from] == 'z') {
            return length == 1 ? 0 : Integer.MIN_VALUE;
        }
        boolean colon = length == 6 && text[from + 3] == ':';
        if (length != 3 && length != 5 && !colon) {
            return Integer.MIN_VALUE;
        }
        int hours = Digits.two(text, from + 1);
        int minutes = length == 3 ? 0 : Digits.two(text, to - 2);
        if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int total = hours * 60 + minutes;
        return text[from] == '-' ? -total : total;
    }
}
