package dev.tidemill.connectors.format;

/**
 * The bounds of a parse.
 *
 * @param rowBytesMax a longer row is refused, and never held in memory as a whole
 */
public record ParseOptions(int rowBytesMax) {
    public static final int ROW_BYTES_MAX_DEFAULT = 1 << 20;

    /** The bounds when nobody asked for others. */
    public static final ParseOptions DEFAULT = new ParseOptions(ROW_BYTES_MAX_DEFAULT);

    public ParseOptions {
        if (rowBytesMax < 1 || rowBytesMax > (1 << 29)) {
            throw new IllegalArgumentException("rowBytesMax " + rowBytesMax);
        }
    }
}
