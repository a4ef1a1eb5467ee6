package dev.tidemill.node.ingest;

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
        String at) {}
