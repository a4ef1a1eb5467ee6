package dev.tidemill.definitions.policy;

import static java.util.Objects.requireNonNull;

/** How a column looks to those that a rule is about. */
public sealed interface Treatment {
    /** As it is. */
    record Shown() implements Treatment {}

    /** There is no such column. */
    record Hidden() implements Treatment {}

    /** NULL in every row. */
    record Blank() implements Treatment {}

    /** A text's keyed digest, by which equal values can be told; NULL for NULL and other types. */
    record Hashed() implements Treatment {}

    /**
     * What an expression makes of the row; NULL where it fails.
     *
     * @param value of the column's own type
     */
    record Computed(RowSql value) implements Treatment {
        public Computed {
            requireNonNull(value, "value");
        }
    }
}
