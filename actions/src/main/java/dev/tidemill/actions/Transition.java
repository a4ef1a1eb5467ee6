package dev.tidemill.actions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;

/**
 * What a tick did to one key of a live table.
 *
 * @param row the row that entered, the row after the change, or the row that left; a batch of one
 */
public record Transition(Kind kind, String rowKey, Batch row, long tick) {
    /** Which way a row went. */
    public enum Kind {
        ENTERED("entered"),
        CHANGED("changed"),
        LEFT("left");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The name in definitions and payloads. */
        public String word() {
            return word;
        }

        public static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no transition is called " + word);
        }
    }

    public Transition {
        requireNonNull(kind, "kind");
        requireNonNull(rowKey, "rowKey");
        requireNonNull(row, "row");
    }
}
