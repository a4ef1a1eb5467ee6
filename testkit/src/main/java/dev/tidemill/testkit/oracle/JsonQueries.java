package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.jsonpath.JsonPath;
import dev.tidemill.algebra.jsonpath.JsonPathError;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import dev.tidemill.testkit.oracle.JsonPathInterpreter.Found;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that ask a path of a document. */
final class JsonQueries {
    private JsonQueries() {}

    private static JsonPath path(Arguments a) {
        try {
            return JsonPath.parse(a.text(1));
        } catch (JsonPathError e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** JSON_EXISTS, JSON_VALUE and JSON_QUERY; only the document is asked for being NULL. */
    static @Nullable Object apply(Call call, Arguments a) {
        if (a.values().getFirst() == null) {
            return null;
        }
        int clauses =
                switch (call.function()) {
                    case JSON_EXISTS -> 2;
                    case JSON_VALUE -> 4;
                    default -> 6;
                };
        Map<String, Json> variables = new HashMap<>();
        for (int at = 2 + clauses; at < a.count(); at += 2) {
            String value = (String) a.values().get(at + 1);
            variables.put(a.text(at), value == null ? new Json.Null() : JsonFunctions.parse(value));
        }
        JsonPathInterpreter run =
                new JsonPathInterpreter(path(a), JsonFunctions.parse(a.text(0)), variables);
        int onError = call.function() == ScalarFunction.JSON_EXISTS ? 2 : 4;
        Found found;
        try {
            if (call.function() == ScalarFunction.JSON_EXISTS) {
                return run.exists();
            }
            found = run.found();
            if (found.error() != null) {
                throw found.error();
            }
            if (!found.items().isEmpty()) {
                return call.function() == ScalarFunction.JSON_VALUE
                        ? scalar(found.items(), call.type())
                        : document(found.items(), a.text(6), (Boolean) a.value(7), call.type());
            }
        } catch (RowError error) {
            if (Boolean.TRUE.equals(a.values().get(onError))) {
                throw error;
            }
            return a.values().get(onError + 1);
        }
        if (Boolean.TRUE.equals(a.values().get(2))) {
            throw new RowError(ErrorCode.NO_JSON_ITEM, "nothing found");
        }
        return a.values().get(3);
    }

    private static RowError notOne() {
        return new RowError(ErrorCode.NOT_ONE_JSON_ITEM, "not one item");
    }

    private static @Nullable Object scalar(List<Json> items, Type type) {
        if (items.size() > 1) {
            throw notOne();
        }
        return switch (items.getFirst()) {
            case Json.Array _, Json.Obj _ -> throw notOne();
            case Json.Null _ -> null;
            case Json item when type == Type.JSON -> item.text();
            case Json.Text(String text) ->
                    type == Type.TEXT ? text : CastInterpreter.cast(text, Type.TEXT, type);
            case Json.Bool(boolean truth) when type == Type.TEXT -> truth ? "t" : "f";
            case Json item ->
                    type == Type.TEXT
                            ? item.text()
                            : CastInterpreter.cast(item.text(), Type.TEXT, type);
        };
    }

    private static Object document(
            List<Json> items, String wrapper, boolean withoutQuotes, Type type) {
        boolean wraps =
                wrapper.equals("unconditional")
                        || (wrapper.equals("conditional") && items.size() > 1);
        if (items.size() > 1 && !wraps) {
            throw notOne();
        }
        Json item = wraps ? new Json.Array(items) : items.getFirst();
        if (withoutQuotes && item instanceof Json.Text(String text)) {
            return type == Type.TEXT ? text : JsonFunctions.parse(text).text();
        }
        return item.text();
    }

    static @Nullable Object function(ScalarFunction function, Arguments a) {
        if (!(JsonFunctions.parse(a.text(2)) instanceof Json.Obj variables)) {
            throw RowError.argument("vars is no object");
        }
        boolean silent = (Boolean) a.value(3);
        JsonPathInterpreter run =
                new JsonPathInterpreter(
                        path(a), JsonFunctions.parse(a.text(0)), variables.members());
        if (function == ScalarFunction.JSON_PATH_EXISTS) {
            try {
                return run.exists();
            } catch (RowError error) {
                if (!silent || error.code() == ErrorCode.INVALID_ARGUMENT) {
                    throw error;
                }
                return null;
            }
        }
        Found found = run.found();
        if (found.error() != null && !silent) {
            throw found.error();
        }
        List<Json> items = found.items();
        return switch (function) {
            case JSON_PATH_ARRAY -> new Json.Array(items).text();
            case JSON_PATH_FIRST -> items.isEmpty() ? null : items.getFirst().text();
            default -> {
                if (items.size() == 1 && items.getFirst() instanceof Json.Bool(boolean truth)) {
                    yield truth;
                }
                boolean isNull = items.size() == 1 && items.getFirst() instanceof Json.Null;
                if (!silent && !isNull) {
                    throw notOne();
                }
                yield null;
            }
        };
    }
}
