package dev.tidemill.actions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import org.jspecify.annotations.Nullable;

/**
 * What a tick did to one key of a live table.
 *
 * @param row the row that entered, the row after the change, or the row that left; a batch of one
 * @param old the row before the change; null when the row did not change
 */
public record Transition(Kind kind, String rowKey, Batch row, @Nullable Batch old, long tick) {
    /** Which way a row went, or that it stayed where it was for a time. */
    public enum Kind {
        ENTERED("entered"),
        CHANGED("changed"),
        LEFT("left"),
        /** It has been in for as long as the action says. */
        STAYED("stayed"),
        /** It is still in, and was told of before. */
        REPEATED("repeated"),
        /** Several rows' transitions, told at once. */
        GROUPED("grouped"),
        /** A step of those that an action takes for a row. */
        STEP("step");

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

    /** A transition of a row that has not changed. */
    public Transition(Kind kind, String rowKey, Batch row, long tick) {
        this(kind, rowKey, row, null, tick);
    }

    public Transition {
        requireNonNull(kind, "kind");
        requireNonNull(rowKey, "rowKey");
        requireNonNull(row, "row");
    }
}
