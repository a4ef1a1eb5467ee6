package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.evaluate.FunctionDefinition.Arguments;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Functions that write values as JSON, with PostgreSQL's blanks. */
final class JsonFunctions {
    private JsonFunctions() {}

    static void define(FunctionTable to) {
        to.addForNull("json_build_object(any...) json", JsonFunctions::object);
        to.addForNull("json_build_array(any...) json", JsonFunctions::array);
        for (String name : List.of("to_json", "row_to_json", "array_to_json")) {
            to.add(
                    name + "(any) json",
                    (frame, a) -> written(frame, a.types().getFirst(), a.value(0)));
        }
    }

    private static String object(Frame frame, Arguments a) {
        StringJoiner json = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < a.size(); i += 2) {
            Object key = a.orNull(i);
            if (key == null || i + 1 >= a.size()) {
                throw new TidemillException(
                        ErrorCode.INVALID_ARGUMENT,
                        "json_build_object needs a name before each value");
            }
            json.add(
                    quoted(frame.run.text().cast(a.types().get(i), key))
                            + " : "
                            + written(frame, a.types().get(i + 1), a.orNull(i + 1)));
        }
        return json.toString();
    }

    private static String array(Frame frame, Arguments a) {
        StringJoiner json = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < a.size(); i++) {
            json.add(written(frame, a.types().get(i), a.orNull(i)));
        }
        return json.toString();
    }

    /** A value as JSON. */
    static String written(Frame frame, PgType type, @Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof List<?> list && type.isRecord()) {
            StringJoiner json = new StringJoiner(",", "{", "}");
            for (int i = 0; i < list.size(); i++) {
                PgType.RecordField field = type.fields().get(i);
                json.add(quoted(field.name()) + ":" + written(frame, field.type(), list.get(i)));
            }
            return json.toString();
        }
        if (value instanceof List<?> list) {
            StringJoiner json = new StringJoiner(",", "[", "]");
            list.forEach(each -> json.add(written(frame, PgTypes.elementOf(type), each)));
            return json.toString();
        }
        boolean bare =
                value instanceof Boolean
                        || (value instanceof Number && !type.isReference())
                        || type.name().startsWith("json");
        String text = frame.run.text().cast(type, value);
        return bare ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append("\\u%04x".formatted((int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
