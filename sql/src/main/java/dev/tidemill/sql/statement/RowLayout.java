package dev.tidemill.sql.statement;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an expression of a write reads by position: the columns of the table's row, those of the row
 * that ON CONFLICT calls {@code excluded}, and the statement's parameters.
 */
public record RowLayout(Schema table, List<Type> parameters) {
    static final String EXCLUDED = "excluded.";

    public RowLayout {
        requireNonNull(table, "table");
        parameters = List.copyOf(parameters);
    }

    /** Columns of the table. */
    public int width() {
        return table.size();
    }

    /** The whole of it as the columns of one table. */
    Schema schema() {
        List<Field> fields = new ArrayList<>(table.fields());
        for (Field field : table.fields()) {
            fields.add(new Field(EXCLUDED + field.name(), field.type(), true));
        }
        for (int i = 0; i < parameters.size(); i++) {
            fields.add(new Field("$" + (i + 1), parameters.get(i), true));
        }
        return new Schema(fields);
    }

    /** The rows that an expression without parameters is evaluated over: a row and the excluded. */
    public Schema rows() {
        int[] columns = new int[2 * width()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i;
        }
        return schema().select(columns);
    }

    /** Whether a column of the table's row, or of the excluded one, is read. */
    public boolean readsRow(Expr expression) {
        return expression instanceof ColumnRef ref
                ? ref.index() < 2 * width()
                : expression.children().stream().anyMatch(this::readsRow);
    }

    /**
     * The expression with values in the places of parameters and now().
     *
     * @param values in the form that {@code Column.value} gives
     */
    public Expr bound(Expr expression, List<? extends @Nullable Object> values, long nowMicros) {
        return switch (expression) {
            case ColumnRef ref when ref.index() >= 2 * width() ->
                    new Literal(values.get(ref.index() - 2 * width()), ref.type());
            case Now _ -> new Literal(nowMicros, Type.TIMESTAMPTZ);
            default ->
                    expression.children().isEmpty()
                            ? expression
                            : expression.withChildren(
                                    expression.children().stream()
                                            .map(child -> bound(child, values, nowMicros))
                                            .toList());
        };
    }
}
