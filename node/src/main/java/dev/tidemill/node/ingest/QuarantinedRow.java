package dev.tidemill.node.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * A row that broke its contract, as people see it.
 *
 * @param raw the row as it came; {@code base64:} stands before bytes that are not UTF-8
 * @param at when it came, ISO 8601
 */
public record QuarantinedRow(
        long id,
        String table,
        String rule,
        @Nullable String column,
        String reason,
        String raw,
        String source,
        String at) {

    /**
     * What can be read of a row as the quarantine keeps it: of bytes that are not UTF-8, those that
     * are, with marks in the places of the others.
     */
    public static String readable(String raw) {
        try {
            return new String(Quarantine.raw(raw), UTF_8);
        } catch (IllegalArgumentException e) {
            return raw; // A row that was written so.
        }
    }
}
