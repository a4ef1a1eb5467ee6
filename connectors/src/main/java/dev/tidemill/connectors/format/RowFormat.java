package dev.tidemill.connectors.format;

import java.util.Locale;
import java.util.Optional;

/** How rows stand in a body of bytes. */
public enum RowFormat {
    /** One JSON object a line. */
    NDJSON,
    /** RFC 4180 with a header line; an unquoted empty field is NULL. */
    CSV;

    /** The format of a Content-Type header; parameters such as the charset are passed over. */
    public static Optional<RowFormat> ofMediaType(String mediaType) {
        int end = mediaType.indexOf(';');
        String bare = end < 0 ? mediaType : mediaType.substring(0, end);
        return switch (bare.trim().toLowerCase(Locale.ROOT)) {
            case "application/x-ndjson",
                    "application/ndjson",
                    "application/jsonl",
                    "application/json" ->
                    Optional.of(NDJSON);
            case "text/csv" -> Optional.of(CSV);
            default -> Optional.empty();
        };
    }
}
