package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.arrow.ArrowStream;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowsText;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;

/** The form in which an export is sent. */
enum ExportFormat {
    PARQUET("application/vnd.apache.parquet"),
    ARROW(ArrowStream.MEDIA_TYPE),
    CSV("text/csv; charset=utf-8"),
    NDJSON("application/x-ndjson");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** What stands behind the dot of a file's name. */
    String ending() {
        return this == ARROW ? "arrows" : name().toLowerCase(Locale.ROOT);
    }

    /** What the parameter {@code format} calls it. */
    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The writer of a text form. */
    RowsText text(Schema schema) {
        return RowsText.of(this == CSV ? RowFormat.CSV : RowFormat.NDJSON, schema);
    }

    /** By the parameter {@code format}, else by the Accept header, else NDJSON. */
    static ExportFormat of(ServerRequest request) {
        String named = request.query().first("format").orElse("");
        for (ExportFormat format : values()) {
            if (format.word().equals(named)) {
                return format;
            }
        }
        if (!named.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, "format=" + named + " is not known")
                    .withHint("parquet, arrow, csv or ndjson");
        }
        String accept =
                request.headers().first(HeaderNames.ACCEPT).orElse("").toLowerCase(Locale.ROOT);
        if (accept.contains(ArrowStream.MEDIA_TYPE)) {
            return ARROW;
        }
        return accept.contains("parquet") ? PARQUET : accept.contains("text/csv") ? CSV : NDJSON;
    }
}
