package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.ArrayReader;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;

/**
 * A value as JSON: numbers and truth values as such, arrays element by element, all else as a
 * string. NaN and the infinities are strings too, since JSON has no such numbers.
 */
final class JsonForm implements RowFunction {
    private final Type type;

    JsonForm(Type type) {
        this.type = type;
    }

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        StringBuilder json = new StringBuilder();
        write(type, arguments[0], i, json);
        out.column().appendText(json.toString());
    }

    private static void write(Type type, Column column, int i, StringBuilder json) {
        if (column.isNull(i)) {
            json.append("null");
            return;
        }
        switch (type) {
            case ArrayType array -> array(array, (BytesColumn) column, i, json);
            case DecimalType _ -> number(text(type, column, i), json);
            case SimpleType simple -> simple(simple, column, i, json);
        }
    }

    private static void array(ArrayType type, BytesColumn arrays, int i, StringBuilder json) {
        ColumnBuilder builder = ColumnBuilder.of(type.element(), 8);
        new ArrayReader(type).start(arrays, i).appendRest(builder);
        Column elements = builder.build();
        json.append('[');
        for (int at = 0; at < elements.size(); at++) {
            json.append(at == 0 ? "" : ", ");
            write(type.element(), elements, at, json);
        }
        json.append(']');
    }

    private static void simple(SimpleType type, Column column, int i, StringBuilder json) {
        switch (type) {
            case BOOLEAN, INTEGER, BIGINT -> json.append(text(type, column, i));
            case JSON -> json.append(((BytesColumn) column).text(i));
            case TEXT -> Json.quote(((BytesColumn) column).text(i), json);
            case DOUBLE -> {
                String text = text(type, column, i);
                if (text.endsWith("NaN") || text.endsWith("Infinity")) {
                    Json.quote(text, json);
                } else {
                    number(text, json);
                }
            }
            case DATE, INTERVAL, UUID -> Json.quote(text(type, column, i), json);
            case TIMESTAMP -> Json.quote(text(type, column, i).replaceFirst(" ", "T"), json);
            case TIMESTAMPTZ ->
                    Json.quote(
                            text(type, column, i).replaceFirst(" ", "T").replace("+00", "+00:00"),
                            json);
        }
    }

    private static void number(String text, StringBuilder json) {
        new Json.Num(new BigDecimal(text)).writeTo(json);
    }

    private static String text(Type type, Column column, int i) {
        RowOutput text = new RowOutput(Type.TEXT, 1);
        TextForm.of(type).apply(new Column[] {column}, i, text);
        return ((BytesColumn) text.column().build()).text(0);
    }
}
