package dev.tidemill.node.pgcatalog;

import dev.tidemill.node.pgcatalog.type.PgText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of an answer, all in memory. Owned by one thread. */
public final class CatalogRows {
    private final List<CatalogColumn> columns;
    private final List<@Nullable Object[]> rows;
    private final PgText text;

    CatalogRows(List<CatalogColumn> columns, List<@Nullable Object[]> rows, PgText text) {
        this.columns = columns;
        this.rows = rows;
        this.text = text;
    }

    public List<CatalogColumn> columns() {
        return columns;
    }

    public int size() {
        return rows.size();
    }

    /** A value, of the class that {@link dev.tidemill.node.pgcatalog.type.PgType} says; or null. */
    public @Nullable Object value(int row, int column) {
        return rows.get(row)[column];
    }

    /** A value as the text format sends it; null for NULL. */
    public @Nullable String text(int row, int column) {
        Object value = value(row, column);
        return value == null ? null : text.write(columns.get(column).type(), value);
    }
}
