package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.ArrayReader;
import dev.tidemill.algebra.column.ArrayText;
import dev.tidemill.algebra.column.ArrayWriter;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Casts arrays, and TEXT to and from arrays, by casting the elements of all rows as one column. An
 * element that fails fails its row.
 */
final class ArrayCastKernel implements Kernel {
    private final Kernel input;
    private final Type from;
    private final Type to;
    private final Type fromElement;
    private final Type toElement;
    private final Kernel cast;
    private final String expression;

    ArrayCastKernel(Cast cast, Kernel input) {
        this.input = input;
        this.from = cast.input().type();
        this.to = cast.type();
        this.expression = cast.toString();
        this.fromElement = from instanceof ArrayType array ? array.element() : Type.TEXT;
        this.toElement = to instanceof ArrayType array ? array.element() : Type.TEXT;
        this.cast =
                CastCompiler.compile(
                        new Cast(new ColumnRef(0, fromElement), toElement), new ColumnKernel(0));
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        Column values = input.evaluate(frame, rows);
        int[] ends = new int[rows.count()];
        Column elements = elements(values, ends, frame, rows);
        Frame inner =
                Frame.over(
                        new Batch(
                                Schema.of(Field.of("element", fromElement)),
                                new Column[] {elements},
                                elements.size(),
                                null));
        Column results = cast.evaluate(inner, Selection.all(elements.size()));
        for (RowError error : inner.errors().list()) {
            int found = Arrays.binarySearch(ends, error.row() + 1);
            int row = found >= 0 ? first(ends, found) : -found - 1;
            frame.errors().add(rows.row(row), error.code(), error.message(), expression);
        }
        return to instanceof ArrayType
                ? arrays(values, results, ends, frame, rows)
                : texts(values, results, ends);
    }

    /** Of rows without elements, which end where the one before ends, the first. */
    private static int first(int[] ends, int found) {
        int row = found;
        while (row > 0 && ends[row - 1] == ends[row]) {
            row--;
        }
        return row;
    }

    private Column elements(Column values, int[] ends, Frame frame, Selection rows) {
        ColumnBuilder builder = ColumnBuilder.of(fromElement, 2 * ends.length);
        BytesColumn bytes = (BytesColumn) values;
        @Nullable ArrayReader reader =
                from instanceof ArrayType type ? new ArrayReader(type) : null;
        for (int i = 0; i < ends.length; i++) {
            if (!values.isNull(i)) {
                if (reader != null) {
                    reader.start(bytes, i).appendRest(builder);
                } else {
                    split(bytes.text(i), builder, i, frame, rows);
                }
            }
            ends[i] = builder.size();
        }
        return builder.build();
    }

    private void split(String text, ColumnBuilder builder, int i, Frame frame, Selection rows) {
        try {
            ArrayText.split(text).forEach(builder::appendValue);
        } catch (IllegalArgumentException e) {
            frame.errors()
                    .add(
                            rows.row(i),
                            ErrorCode.INVALID_CAST,
                            String.valueOf(e.getMessage()),
                            expression);
        }
    }

    private Column arrays(Column values, Column results, int[] ends, Frame frame, Selection rows) {
        ColumnBuilder out = ColumnBuilder.of(to, ends.length);
        ArrayWriter writer = new ArrayWriter();
        int at = 0;
        for (int i = 0; i < ends.length; i++) {
            if (values.isNull(i) || frame.errors().failed(rows.row(i))) {
                out.appendNull();
                at = ends[i];
                continue;
            }
            while (at < ends[i]) {
                writer.append(results, at++);
            }
            writer.endInto(out);
        }
        return out.build();
    }

    private Column texts(Column values, Column results, int[] ends) {
        ColumnBuilder out = ColumnBuilder.of(to, ends.length);
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int i = 0; i < ends.length; i++) {
            if (values.isNull(i)) {
                out.appendNull();
                continue;
            }
            text.setLength(0);
            text.append('{');
            for (int first = at; at < ends[i]; at++) {
                text.append(at == first ? "" : ",");
                ArrayText.append(elementText(results, at), text);
            }
            out.appendText(text.append('}').toString());
        }
        return out.build();
    }

    /** Inside an array PostgreSQL writes t and f. */
    private @Nullable String elementText(Column texts, int row) {
        String text = texts.isNull(row) ? null : ((BytesColumn) texts).text(row);
        return text != null && fromElement == Type.BOOLEAN ? text.substring(0, 1) : text;
    }
}
