package dev.tidemill.definitions.projecttest;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** Rows that come into one table in a step of a test. */
public record TestChange(Kind kind, TestRows rows) {
    /** What the rows do; the words of the file in the order in which they take effect. */
    public enum Kind {
        /** Takes the rows with these keys out of a keyed table. */
        DELETE,
        /** Adds to an event table; into a keyed one a row comes in the place of its key's. */
        INSERT,
        /** Gives other values to columns of rows that are in a keyed table. */
        UPDATE,
        /** What a client posts: one JSON object a line, taken as it stands. */
        SEND;

        /** The key in the file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public TestChange {
        requireNonNull(kind, "kind");
        requireNonNull(rows, "rows");
    }
}
