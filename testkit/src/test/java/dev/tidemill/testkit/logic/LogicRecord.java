package dev.tidemill.testkit.logic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record of a logic test. */
sealed interface LogicRecord {
    /** The line that it begins in, from 1. */
    int line();

    /** A statement that makes tables or rows. */
    record Statement(String sql, boolean succeeds, int line) implements LogicRecord {}

    /**
     * A query and its answer.
     *
     * @param types a letter a column: I, R or T
     * @param values the answer's values, row by row; null when there is only their hash
     * @param count how many values there are, when there is a hash
     * @param hash MD5 of the values, each with a line feed behind it
     */
    record Query(
            String sql,
            String types,
            Sort sort,
            @Nullable List<String> values,
            int count,
            @Nullable String hash,
            int line)
            implements LogicRecord {}

    /** How the answer's values were put in order before they were written down. */
    enum Sort {
        NOSORT,
        ROWSORT,
        VALUESORT
    }
}
