package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.ArrayReader;
import dev.tidemill.algebra.column.ArrayWriter;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/** Texts joined to one and parted again. */
final class ArrayJoin {
    private static final ArrayType TEXTS = new ArrayType(Type.TEXT);

    private ArrayJoin() {}

    private static @Nullable String text(Column[] arguments, int index, int i) {
        return index >= arguments.length || arguments[index].isNull(i)
                ? null
                : ((BytesColumn) arguments[index]).text(i);
    }

    /** NULL elements are passed over unless there is a text for them. */
    static void join(Column[] arguments, int i, RowOutput out) {
        String separator = text(arguments, 1, i);
        if (arguments[0].isNull(i) || separator == null) {
            out.column().appendNull();
            return;
        }
        String forNull = text(arguments, 2, i);
        ColumnBuilder builder = ColumnBuilder.of(Type.TEXT, 8);
        new ArrayReader(TEXTS).start((BytesColumn) arguments[0], i).appendRest(builder);
        BytesColumn elements = (BytesColumn) builder.build();
        StringBuilder joined = new StringBuilder();
        boolean first = true;
        for (int at = 0; at < elements.size(); at++) {
            String element = elements.isNull(at) ? forNull : elements.text(at);
            if (element != null) {
                joined.append(first ? "" : separator).append(element);
                first = false;
            }
        }
        out.column().appendText(joined.toString());
    }

    /** Without a separator by characters; an empty text gives an empty array. */
    static void split(Column[] arguments, int i, RowOutput out) {
        String text = text(arguments, 0, i);
        if (text == null) {
            out.column().appendNull();
            return;
        }
        String separator = text(arguments, 1, i);
        String forNull = text(arguments, 2, i);
        ColumnBuilder parts = ColumnBuilder.of(Type.TEXT, 8);
        if (separator == null) {
            text.codePoints().forEach(point -> add(Character.toString(point), forNull, parts));
        } else if (!text.isEmpty()) {
            split(text, separator, forNull, parts);
        }
        Column column = parts.build();
        ArrayWriter array = out.array();
        for (int at = 0; at < column.size(); at++) {
            array.append(column, at);
        }
        array.endInto(out.column());
    }

    private static void split(
            String text, String separator, @Nullable String forNull, ColumnBuilder parts) {
        int from = 0;
        while (!separator.isEmpty()) {
            int found = text.indexOf(separator, from);
            if (found < 0) {
                break;
            }
            add(text.substring(from, found), forNull, parts);
            from = found + separator.length();
        }
        add(text.substring(from), forNull, parts);
    }

    private static void add(String part, @Nullable String forNull, ColumnBuilder parts) {
        if (part.equals(forNull)) {
            parts.appendNull();
        } else {
            parts.appendText(part);
        }
    }
}
