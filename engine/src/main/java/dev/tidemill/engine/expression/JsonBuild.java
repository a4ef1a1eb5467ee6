package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** Documents made of documents. */
final class JsonBuild {
    private JsonBuild() {}

    static RowFunction of(ScalarFunction function) {
        return function == ScalarFunction.JSON_BUILD_OBJECT ? JsonBuild::object : JsonBuild::array;
    }

    private static String document(Column column, int i) {
        return column.isNull(i) ? "null" : ((BytesColumn) column).text(i);
    }

    private static void object(Column[] arguments, int i, RowOutput out) {
        Map<String, String> members = new TreeMap<>(Json.KEY_ORDER);
        for (int at = 0; at < arguments.length; at += 2) {
            if (arguments[at].isNull(i)) {
                throw RowFailure.argument("argument " + (at + 1) + ": key must not be null");
            }
            members.put(((BytesColumn) arguments[at]).text(i), document(arguments[at + 1], i));
        }
        StringBuilder json = new StringBuilder("{");
        members.forEach(
                (key, value) -> {
                    json.append(json.length() == 1 ? "" : ", ");
                    Json.quote(key, json);
                    json.append(": ").append(value);
                });
        out.column().appendText(json.append('}').toString());
    }

    private static void array(Column[] arguments, int i, RowOutput out) {
        StringBuilder json = new StringBuilder("[");
        for (Column argument : arguments) {
            json.append(json.length() == 1 ? "" : ", ").append(document(argument, i));
        }
        out.column().appendText(json.append(']').toString());
    }
}
