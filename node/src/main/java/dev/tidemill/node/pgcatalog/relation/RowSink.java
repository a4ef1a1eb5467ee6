package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.node.pgcatalog.evaluate.OutputColumn;
import dev.tidemill.node.pgcatalog.evaluate.Vector;
import dev.tidemill.node.pgcatalog.type.PgType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of one relation as names and values. A column that is not named is NULL, or its
 * type's empty value where it may not be NULL.
 */
final class RowSink {
    private final CatalogRelation relation;
    private final @Nullable Object[] empty;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    RowSink(CatalogRelation relation) {
        this.relation = relation;
        this.empty = new Object[relation.columns().size()];
        for (int i = 0; i < empty.length; i++) {
            OutputColumn column = relation.columns().get(i);
            empty[i] = relation.notNull().contains(column.name()) ? emptyOf(column.type()) : null;
        }
    }

    private static Object emptyOf(PgType type) {
        if (type.isWhole()) {
            return 0L;
        }
        if (type.isVector()) {
            return new Vector(List.of());
        }
        if (type.isArray()) {
            return List.of();
        }
        return switch (type.name()) {
            case "bool" -> false;
            case "float4", "float8" -> 0.0;
            default -> "";
        };
    }

    /** Adds a row of pairs: a column's name and its value. */
    RowSink row(@Nullable Object... pairs) {
        @Nullable Object[] row = empty.clone();
        for (int i = 0; i < pairs.length; i += 2) {
            String column = (String) Objects.requireNonNull(pairs[i]);
            Object value = pairs[i + 1];
            row[relation.indexOf(column)] =
                    value instanceof Integer n ? (Object) n.longValue() : value;
        }
        rows.add(row);
        return this;
    }

    /** Adds a whole row. */
    void whole(@Nullable Object[] row) {
        rows.add(row);
    }

    CatalogRelation relation() {
        return relation;
    }

    List<@Nullable Object[]> rows() {
        return rows;
    }
}
