package dev.tidemill.definitions.quality;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnRule;
import java.util.List;

/** The number that a check takes of a table. */
public sealed interface Measure {

    /** A measure that counts rows by looking at each alone, so that it can say which they are. */
    sealed interface OfRows extends Measure {
        String column();
    }

    /** How many rows there are. */
    record RowCount() implements Measure {}

    /** Rows whose column is NULL. */
    record NullValues(String column) implements OfRows {
        public NullValues {
            requireNonNull(column, "column");
        }
    }

    /** Rows whose column is NULL or one of these texts, which stand for nothing. */
    record MissingValues(String column, List<String> values) implements OfRows {
        public MissingValues {
            requireNonNull(column, "column");
            values = List.copyOf(values);
        }
    }

    /** Rows whose column breaks one of the rules; NULL breaks none. */
    record InvalidValues(String column, Type type, List<ColumnRule> rules) implements OfRows {
        public InvalidValues {
            requireNonNull(column, "column");
            requireNonNull(type, "type");
            rules = List.copyOf(rules);
        }
    }

    /** Rows beyond the first of those that are equal in these columns; NULLs are equal here. */
    record DuplicateValues(List<String> columns) implements Measure {
        public DuplicateValues {
            columns = List.copyOf(columns);
            if (columns.isEmpty()) {
                throw new IllegalArgumentException("no columns");
            }
        }
    }

    /** What a query says, which has one row and one column; of more rows the greatest counts. */
    record Query(String sql) implements Measure {
        public Query {
            requireNonNull(sql, "sql");
        }
    }
}
