package dev.tidemill.connectors.format;

/** Where rows end in bytes that hold whole rows, such as a {@link RowChunk}. */
public final class RowEnds {
    private RowEnds() {}

    /** The index after the row that starts at {@code from}, its line end included. */
    public static int after(RowFormat format, byte[] bytes, int from, int to) {
        return switch (format) {
            case CSV -> CsvRows.end(bytes, from, to, true);
            case NDJSON -> {
                int newline = CsvRows.indexOf(bytes, (byte) '\n', from, to);
                yield newline < 0 ? to : newline + 1;
            }
        };
    }

    /** Whether a line holds a row, or nothing. */
    public static boolean isRow(RowFormat format, byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            boolean blank =
                    next == '\n' || next == '\r' || (format == RowFormat.NDJSON && next == ' ');
            if (!blank) {
                return true;
            }
        }
        return false;
    }
}
