package dev.tidemill.cli.transfer;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The form of a file of rows. */
public enum FileFormat {
    PARQUET,
    CSV,
    NDJSON;

    private static final String ZIPPED = ".gz";

    /**
     * What was asked for, or what the file's name says; an ending {@code .gz} is passed over.
     *
     * @param asked null when the name is to say it
     */
    public static FileFormat of(@Nullable FileFormat asked, String fileName) {
        if (asked != null) {
            return asked;
        }
        String name = fileName.toLowerCase(Locale.ROOT);
        if (isZipped(name)) {
            name = name.substring(0, name.length() - ZIPPED.length());
        }
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "parquet" -> PARQUET;
            case "csv" -> CSV;
            case "ndjson", "jsonl" -> NDJSON;
            default ->
                    throw new TidemillException(
                                    ErrorCode.INVALID_ARGUMENT,
                                    "the name " + fileName + " does not say its format")
                            .withHint("give --format parquet, csv or ndjson");
        };
    }

    /** Whether a file of this name is compressed as a whole. */
    public static boolean isZipped(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(ZIPPED);
    }

    /** Its name in requests and reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
