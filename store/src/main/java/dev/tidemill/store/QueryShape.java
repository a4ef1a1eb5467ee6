package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of a query before it is run.
 *
 * @param columns of its rows; names need not be unique
 * @param parameters types of {@code $1}, {@code $2} and so on, as they are used; TEXT where nothing
 *     tells
 */
public record QueryShape(Schema columns, List<Type> parameters) {
    private static final Schema ROWS =
            Schema.of(
                    new Field("parameter", Type.BOOLEAN, false),
                    new Field("name", Type.TEXT, false),
                    new Field("type", Type.TEXT, false));

    public QueryShape {
        requireNonNull(columns, "columns");
        parameters = List.copyOf(parameters);
    }

    /** As rows, which {@link #of} reads. */
    Batch batch() {
        BatchBuilder rows = new BatchBuilder(ROWS, columns.size() + parameters.size());
        for (Field column : columns.fields()) {
            rows.add(1, false, column.name(), column.type().sqlName());
        }
        for (Type type : parameters) {
            rows.add(1, true, "", type.sqlName());
        }
        return rows.build();
    }

    /** What a query in the mode {@link QueryMode#DESCRIBE} was answered with. */
    public static QueryShape of(QueryResult described) {
        List<Field> columns = new ArrayList<>();
        List<Type> parameters = new ArrayList<>();
        Batch rows = described.rows();
        for (int row = 0; row < rows.size(); row++) {
            List<?> values = rows.row(row);
            Type type = Type.parse((String) requireNonNull(values.get(2)));
            if (requireNonNull(values.get(0)).equals(true)) {
                parameters.add(type);
            } else {
                columns.add(Field.of((String) requireNonNull(values.get(1)), type));
            }
        }
        return new QueryShape(new Schema(columns), parameters);
    }
}
