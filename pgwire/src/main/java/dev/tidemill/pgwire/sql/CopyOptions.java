package dev.tidemill.pgwire.sql;

import static java.util.Objects.requireNonNull;

/**
 * How rows are copied.
 *
 * @param delimiter between fields
 * @param nullText what stands for NULL
 * @param header whether names come first
 */
public record CopyOptions(
        Format format, char delimiter, String nullText, boolean header, char quote) {
    /** How rows are written. */
    public enum Format {
        TEXT,
        CSV,
        BINARY
    }

    /** What COPY does unless it is told otherwise. */
    public static final CopyOptions TEXT = new CopyOptions(Format.TEXT, '\t', "\\N", false, '"');

    public static final CopyOptions CSV = new CopyOptions(Format.CSV, ',', "", false, '"');

    public static final CopyOptions BINARY = new CopyOptions(Format.BINARY, '\t', "", false, '"');

    public CopyOptions {
        requireNonNull(format, "format");
        requireNonNull(nullText, "nullText");
    }

    public CopyOptions withDelimiter(char other) {
        return new CopyOptions(format, other, nullText, header, quote);
    }

    public CopyOptions withNull(String text) {
        return new CopyOptions(format, delimiter, text, header, quote);
    }

    public CopyOptions withHeader(boolean with) {
        return new CopyOptions(format, delimiter, nullText, with, quote);
    }

    public CopyOptions withQuote(char other) {
        return new CopyOptions(format, delimiter, nullText, header, other);
    }
}
