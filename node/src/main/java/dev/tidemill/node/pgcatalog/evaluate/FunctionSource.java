package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions in FROM, whose values stand side by side; a shorter one ends in NULL.
 *
 * @param calls give lists
 * @param ordinality whether the last column counts the rows
 */
record FunctionSource(List<Expression> calls, List<OutputColumn> columns, boolean ordinality)
        implements Source {

    /**
     * @param alias which names the column of a single function of plain values; null for none
     */
    static FunctionSource of(
            List<Expression> calls,
            List<String> names,
            @Nullable String alias,
            boolean ordinality) {
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            PgType type = calls.get(i).type();
            if (type.isRecord()) {
                type.fields().forEach(f -> columns.add(new OutputColumn(f.name(), f.type())));
            } else {
                String name = alias != null && calls.size() == 1 ? alias : names.get(i);
                columns.add(new OutputColumn(name, type));
            }
        }
        if (ordinality) {
            columns.add(new OutputColumn("ordinality", PgTypes.INT8));
        }
        return new FunctionSource(calls, List.copyOf(columns), ordinality);
    }

    @Override
    public RowTable rows(Frame frame) {
        List<List<?>> lists = new ArrayList<>();
        int length = 0;
        for (Expression call : calls) {
            List<?> list = call.value(frame) instanceof List<?> values ? values : List.of();
            lists.add(list);
            length = Math.max(length, list.size());
        }
        List<@Nullable Object[]> rows = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            rows.add(row(lists, i));
        }
        return new RowTable(rows);
    }

    private @Nullable Object[] row(List<List<?>> lists, int at) {
        List<@Nullable Object> row = new ArrayList<>(columns.size());
        for (int i = 0; i < lists.size(); i++) {
            Object value = at < lists.get(i).size() ? lists.get(i).get(at) : null;
            int width = calls.get(i).type().fields().size();
            if (!calls.get(i).type().isRecord()) {
                row.add(value);
            } else {
                row.addAll(
                        value instanceof List<?> record
                                ? record
                                : Arrays.asList(new Object[width]));
            }
        }
        if (ordinality) {
            row.add(at + 1L);
        }
        return row.toArray();
    }

    @Override
    public boolean isFixed() {
        return false;
    }
}
