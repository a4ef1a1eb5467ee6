package dev.tidemill.connectors.format;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A row that could not be read.
 *
 * @param row its number in the whole body, from 1; blank lines and a header are not counted
 * @param column the table's column, or the unknown field's name; null when it is the whole row
 * @param raw the row's bytes; only their beginning when the row was too large
 */
public record RefusedRow(
        long row, RefusalRule rule, @Nullable String column, String reason, byte[] raw) {
    public RefusedRow {
        requireNonNull(rule, "rule");
        requireNonNull(reason, "reason");
        requireNonNull(raw, "raw");
    }
}
