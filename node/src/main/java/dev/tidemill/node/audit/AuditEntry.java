package dev.tidemill.node.audit;

import static java.util.Objects.requireNonNull;

/**
 * An event in the log.
 *
 * @param number from 1, without gaps
 * @param digest SHA-256 of the statement, hexadecimal digits; empty when there was none
 */
public record AuditEntry(long number, AuditEvent event, String digest) {
    public AuditEntry {
        requireNonNull(event, "event");
        requireNonNull(digest, "digest");
    }
}
