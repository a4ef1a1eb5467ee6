package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import java.util.HashSet;
import java.util.List;

/**
 * A secondary index: finds the rows of a keyed or live table by the values of some columns, or by a
 * range of the last one used. Rows with NULL are in it, behind all others, and no comparison finds
 * them.
 *
 * @param name unique among all indexes
 * @param columns in the index's order
 * @param unique whether no two rows may have the same values in them; whoever writes sees to that
 */
public record TableIndex(String name, String table, List<String> columns, boolean unique) {
    /** Columns that an index may have. */
    public static final int COLUMNS_MAX = 8;

    public TableIndex {
        requireNonNull(name, "name");
        requireNonNull(table, "table");
        columns = List.copyOf(columns);
        if (columns.isEmpty() || columns.size() > COLUMNS_MAX) {
            throw new TidemillException(
                    ErrorCode.NOT_INDEXABLE,
                    "the index " + name + " has not one to " + COLUMNS_MAX + " columns");
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            throw new TidemillException(
                    ErrorCode.NOT_INDEXABLE, "the index " + name + " has a column twice");
        }
    }

    /** An index that is not unique. */
    public TableIndex(String name, String table, List<String> columns) {
        this(name, table, columns, false);
    }

    /** Whether the columns are there and can be indexed. */
    public boolean fits(Schema schema) {
        return columns.stream()
                .mapToInt(schema::indexOf)
                .allMatch(column -> column >= 0 && schema.type(column).isIndexable());
    }

    /**
     * The columns' positions in the table.
     *
     * @throws TidemillException UNKNOWN_COLUMN, NOT_INDEXABLE
     */
    public List<Integer> positions(Schema schema) {
        return columns.stream().map(column -> position(schema, column)).toList();
    }

    private int position(Schema schema, String column) {
        int position = schema.indexOf(column);
        if (position < 0) {
            throw new TidemillException(
                            ErrorCode.UNKNOWN_COLUMN,
                            "the index %s is on %s, which is no column of %s"
                                    .formatted(name, column, table))
                    .withHint("its columns are " + String.join(", ", schema.names()));
        }
        if (!schema.type(position).isIndexable()) {
            throw new TidemillException(
                            ErrorCode.NOT_INDEXABLE,
                            "the column %s of %s is %s, which cannot be in an index"
                                    .formatted(column, table, schema.type(position).sqlName()))
                    .withHint(
                            "numbers, texts, booleans, UUIDs, dates and timestamps can; put what"
                                    + " is looked for into a column of its own");
        }
        return position;
    }
}
