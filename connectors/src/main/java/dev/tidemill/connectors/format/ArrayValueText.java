package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.ArrayWriter;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/** A JSON array whose elements are read as the elements' type; JSON's null is NULL. */
record ArrayValueText(ArrayType type, ValueText element) implements ValueText {
    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        Json json;
        try {
            json = Json.parse(text, from, to);
        } catch (JsonError e) {
            return "is not a JSON array: " + e.reason();
        }
        if (!(json instanceof Json.Array array)) {
            return "is not a JSON array";
        }
        ColumnBuilder elements = ColumnBuilder.of(type.element(), array.elements().size());
        for (Json value : array.elements()) {
            String wrong = append(value, elements);
            if (wrong != null) {
                return "has an element that " + wrong;
            }
        }
        Column column = elements.build();
        ArrayWriter writer = new ArrayWriter();
        for (int i = 0; i < column.size(); i++) {
            writer.append(column, i);
        }
        writer.endInto(target);
        return null;
    }

    private @Nullable String append(Json value, ColumnBuilder elements) {
        boolean asJson = type.element() == Type.JSON;
        if (!asJson && value instanceof Json.Null) {
            elements.appendNull();
            return null;
        }
        boolean plain =
                value instanceof Json.Text
                        || value instanceof Json.Num
                        || value instanceof Json.Bool;
        if (!asJson && (!plain || (type.element() == Type.TEXT && !(value instanceof Json.Text)))) {
            return "is not of type " + type.element().sqlName();
        }
        String text = !asJson && value instanceof Json.Text(String string) ? string : value.text();
        byte[] bytes = text.getBytes(UTF_8);
        return element.append(bytes, 0, bytes.length, elements);
    }
}
