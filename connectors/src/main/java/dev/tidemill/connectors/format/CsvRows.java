package dev.tidemill.connectors.format;

/**
 * Where CSV rows end. A quote opens a quoted field only as the field's first byte. Where quoting is
 * broken (text after a closing quote, or no closing quote), the row ends at its first line end, so
 * that a stray quote costs one line and not the lines after it.
 */
final class CsvRows {
    private CsvRows() {}

    /**
     * The index after the row that starts at {@code from}, its line end included; -1 when the row
     * goes on after {@code to} and more is to come.
     */
    static int end(byte[] bytes, int from, int to, boolean last) {
        int at = from;
        while (true) {
            if (at < to && bytes[at] == '"') {
                at = afterQuoted(bytes, at + 1, to);
                if (at < 0) {
                    return last ? firstLineEnd(bytes, from, to, true) : -1;
                }
                if (at < to && !endsField(bytes[at])) {
                    return firstLineEnd(bytes, from, to, last);
                }
            }
            while (at < to && bytes[at] != ',' && bytes[at] != '\n') {
                at++;
            }
            if (at == to) {
                return last ? to : -1;
            }
            if (bytes[at++] == '\n') {
                return at;
            }
        }
    }

    private static boolean endsField(byte next) {
        return next == ',' || next == '\n' || next == '\r';
    }

    /** The index after the closing quote, or -1 when there is none. */
    static int afterQuoted(byte[] bytes, int from, int to) {
        int at = from;
        while (true) {
            at = indexOf(bytes, (byte) '"', at, to);
            if (at < 0) {
                return -1;
            }
            if (at + 1 < to && bytes[at + 1] == '"') {
                at += 2;
            } else {
                return at + 1;
            }
        }
    }

    private static int firstLineEnd(byte[] bytes, int from, int to, boolean last) {
        int newline = indexOf(bytes, (byte) '\n', from, to);
        if (newline >= 0) {
            return newline + 1;
        }
        return last ? to : -1;
    }

    static int indexOf(byte[] bytes, byte sought, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == sought) {
                return i;
            }
        }
        return -1;
    }
}
