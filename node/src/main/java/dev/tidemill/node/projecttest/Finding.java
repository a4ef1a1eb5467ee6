package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a step of a test did not expect. */
public sealed interface Finding {
    /** The most rows that a finding tells of; it counts all. */
    int ROWS_TOLD_MAX = 100;

    /** Where the test says what it expects, or the step when it says nothing. */
    Place place();

    String table();

    /**
     * A table has other rows.
     *
     * @param columns those that were compared
     * @param missing rows that are expected and not there
     * @param unexpected rows that are there and not expected
     * @param changed rows that are there with other values
     * @param rows the first {@link #ROWS_TOLD_MAX} of all these
     */
    record TableDiffers(
            Place place,
            String table,
            List<ComparedColumn> columns,
            long missing,
            long unexpected,
            long changed,
            List<RowDifference> rows)
            implements Finding {
        public TableDiffers {
            requireNonNull(place, "place");
            requireNonNull(table, "table");
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /**
     * A column of a comparison.
     *
     * @param type as SQL names it
     * @param isKey rows are paired by it
     */
    record ComparedColumn(String name, String type, boolean isKey) {
        public ComparedColumn {
            requireNonNull(name, "name");
            requireNonNull(type, "type");
        }
    }

    /**
     * Rows of the step went to the quarantine, of which the step says nothing.
     *
     * @param count all of them
     * @param rows the first {@link #ROWS_TOLD_MAX}
     */
    record RowsPutAside(Place place, String table, long count, List<PutAside> rows)
            implements Finding {
        public RowsPutAside {
            requireNonNull(place, "place");
            requireNonNull(table, "table");
            rows = List.copyOf(rows);
        }
    }

    /**
     * A row in the quarantine.
     *
     * @param raw the row as it came
     */
    record PutAside(String rule, @Nullable String column, String reason, String raw) {
        public PutAside {
            requireNonNull(rule, "rule");
            requireNonNull(reason, "reason");
            requireNonNull(raw, "raw");
        }
    }

    /**
     * A table that the step looks at has error rows, of which the step says nothing.
     *
     * @param count all of them
     * @param rows the first {@link #ROWS_TOLD_MAX}
     */
    record RowsFailed(Place place, String table, long count, List<FailedRow> rows)
            implements Finding {
        public RowsFailed {
            requireNonNull(place, "place");
            requireNonNull(table, "table");
            rows = List.copyOf(rows);
        }
    }

    /**
     * An error row.
     *
     * @param code such as TM1101
     * @param expression what failed; null when that is not known
     * @param row the values it failed on; null when they are not known
     */
    record FailedRow(
            String code, String message, @Nullable String expression, @Nullable String row) {
        public FailedRow {
            requireNonNull(code, "code");
            requireNonNull(message, "message");
        }
    }
}
