package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.OrderedCursor;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON_OBJECT_AGG: for each key the last value in the call's order, then the values' own. A group
 * with a NULL for a key is an error, and so is one whose document would be longer than {@link
 * ListAccumulator#BYTES_MAX} or have more members than {@link ListAccumulator#VALUES_MAX}. A
 * document is made anew when its group is touched.
 */
final class JsonObjectAccumulator implements Accumulator {
    private final GroupEntries entries;
    private final String expression;

    /**
     * @param entries by key first
     */
    JsonObjectAccumulator(GroupEntries entries, String expression) {
        this.entries = entries;
        this.expression = expression;
    }

    @Override
    public int width() {
        return 0;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        entries.add(rows, weights, cells);
    }

    @Override
    public void forget(long groupRow) {
        entries.forget(groupRow);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(Type.JSON, cells.count());
        OrderedCursor cursor = entries.cursor();
        for (int g = 0; g < cells.count(); g++) {
            long groupRow = cells.groupRows()[g];
            if (!entries.first(cursor, groupRow)) {
                out.appendNull();
                continue;
            }
            String document = document(cursor, groupRow, g, failures);
            if (document == null) {
                out.appendNull();
            } else {
                out.appendText(document);
            }
        }
        return out.build();
    }

    /** Null when the group fails. */
    private @Nullable String document(
            OrderedCursor cursor, long groupRow, int group, RowErrors failures) {
        SortedMap<String, String> members = new TreeMap<>(Json.KEY_ORDER);
        long length = 0;
        boolean there = true;
        while (there) {
            ColumnBuilder keys = ColumnBuilder.of(Type.TEXT, 1);
            ColumnBuilder values = ColumnBuilder.of(Type.JSON, 1);
            entries.firstAndValue(cursor, keys, values);
            Column key = keys.build();
            Column value = values.build();
            if (key.isNull(0)) {
                failures.add(
                        group,
                        ErrorCode.INVALID_ARGUMENT,
                        "a key of a JSON object must not be null",
                        expression);
                return null;
            }
            String text = value.isNull(0) ? "null" : ((BytesColumn) value).text(0);
            String name = ((BytesColumn) key).text(0);
            String before = members.put(name, text);
            length +=
                    before == null
                            ? name.length() + text.length()
                            : text.length() - before.length();
            if (length > ListAccumulator.BYTES_MAX || members.size() > ListAccumulator.VALUES_MAX) {
                failures.add(
                        group,
                        ErrorCode.RESULT_TOO_LARGE,
                        "a JSON object of more than "
                                + ListAccumulator.BYTES_MAX
                                + " bytes or "
                                + ListAccumulator.VALUES_MAX
                                + " members in one group",
                        expression);
                return null;
            }
            there = cursor.next() && entries.isOf(cursor, groupRow);
        }
        return text(members);
    }

    private static String text(SortedMap<String, String> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach(
                (name, value) -> {
                    json.append(json.length() == 1 ? "" : ", ");
                    Json.quote(name, json);
                    json.append(": ").append(value);
                });
        return json.append('}').toString();
    }
}
