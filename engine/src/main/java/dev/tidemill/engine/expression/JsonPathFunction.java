package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonCursor;
import dev.tidemill.algebra.jsonpath.JsonPath;
import dev.tidemill.algebra.jsonpath.JsonPathError;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions that ask a constant path of a document; the path is read once. Documents that a
 * simple path walks through are not built. Thread-safe.
 */
final class JsonPathFunction implements RowFunction {
    private final ScalarFunction function;
    private final Type type;
    private final JsonPath path;
    private final @Nullable JsonPathWalk walk;
    private final JsonPathRegexes regexes = new JsonPathRegexes();
    private final @Nullable RowFunction fromText;

    JsonPathFunction(Call call) {
        this.function = call.function();
        this.type = call.type();
        this.path = path(call.arguments().get(1));
        this.walk = JsonPathWalk.of(path);
        this.fromText =
                function == ScalarFunction.JSON_VALUE && type != Type.TEXT && type != Type.JSON
                        ? TextParse.to(type)
                        : null;
    }

    private static JsonPath path(Expr expression) {
        if (!(expression instanceof Literal(Object value, Type _))
                || !(value instanceof String text)) {
            throw new TidemillException(ErrorCode.UNSUPPORTED_SQL, "the path is not a constant");
        }
        try {
            return JsonPath.parse(text);
        } catch (JsonPathError e) {
            throw new TidemillException(e.code(), e.reason(), e);
        }
    }

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        if (arguments[0].isNull(i)) {
            out.column().appendNull();
            return;
        }
        switch (function) {
            case JSON_EXISTS -> exists(arguments, i, out);
            case JSON_VALUE -> value(arguments, i, out);
            case JSON_QUERY -> query(arguments, i, out);
            case JSON_PATH_EXISTS, JSON_PATH_FIRST, JSON_PATH_ARRAY, JSON_PATH_MATCH ->
                    function(arguments, i, out);
            default -> throw new IllegalArgumentException(function + " takes no path");
        }
    }

    private static BytesColumn documents(Column[] arguments) {
        return (BytesColumn) arguments[0];
    }

    private static boolean isTrue(Column[] arguments, int index, int i) {
        return !arguments[index].isNull(i) && ((BoolColumn) arguments[index]).values()[i];
    }

    private static JsonCursor cursor(Column[] arguments, int i) {
        BytesColumn documents = documents(arguments);
        return new JsonCursor().over(documents.bytes(), TextFunctions.end(documents, i));
    }

    /** Where the one value begins that a simple path finds; MANY when the tree is needed. */
    private int walked(JsonCursor cursor, Column[] arguments, int i) {
        return walk == null ? JsonPathWalk.MANY : walk.find(cursor, documents(arguments).start(i));
    }

    private JsonPathRun run(Column[] arguments, int i, Map<String, Json> variables) {
        return new JsonPathRun(path, regexes, JsonTrees.tree(arguments, 0, i), variables);
    }

    /** Names and values that stand behind the other arguments; NULL is JSON's null. */
    private Map<String, Json> passed(Column[] arguments, int from, int i) {
        if (path.variables().isEmpty()) {
            return Map.of();
        }
        Map<String, Json> variables = new HashMap<>();
        for (int at = from; at < arguments.length; at += 2) {
            variables.put(
                    ((BytesColumn) arguments[at]).text(i),
                    arguments[at + 1].isNull(i)
                            ? new Json.Null()
                            : JsonTrees.tree(arguments, at + 1, i));
        }
        return variables;
    }

    /** JSON_EXISTS(document, path, failing, otherwise, name, value …). */
    private void exists(Column[] arguments, int i, RowOutput out) {
        int at = walked(cursor(arguments, i), arguments, i);
        if (at != JsonPathWalk.MANY) {
            out.column().appendBoolean(at >= 0);
            return;
        }
        boolean found;
        try {
            found = run(arguments, i, passed(arguments, 4, i)).exists();
        } catch (RowFailure failure) {
            onError(failure, arguments, 2, i, out);
            return;
        }
        out.column().appendBoolean(found);
    }

    /** Fails, or gives what stands behind the question whether to fail. */
    private static void onError(
            RowFailure failure, Column[] arguments, int failing, int i, RowOutput out) {
        if (isTrue(arguments, failing, i) || failure.code() == ErrorCode.INVALID_REGEX) {
            throw failure;
        }
        out.column().appendFrom(arguments[failing + 1], i);
    }

    private static void onEmpty(Column[] arguments, int i, RowOutput out) {
        if (isTrue(arguments, 2, i)) {
            throw new RowFailure(
                    ErrorCode.NO_JSON_ITEM, "no SQL/JSON item found for specified path");
        }
        out.column().appendFrom(arguments[3], i);
    }

    /** JSON_VALUE(document, path, failing, when empty, failing, on error, name, value …). */
    private void value(Column[] arguments, int i, RowOutput out) {
        JsonCursor cursor = cursor(arguments, i);
        int at = walked(cursor, arguments, i);
        if (at == JsonPathWalk.NONE) {
            onEmpty(arguments, i, out);
            return;
        }
        if (at >= 0 && fromText == null && isScalar(cursor.first(at))) {
            scalar(documents(arguments), cursor, at, out);
            return;
        }
        boolean empty = false;
        try {
            List<Json> found = found(cursor, at, arguments, 6, i);
            empty = found.isEmpty();
            if (!empty) {
                end(found, out);
            }
        } catch (RowFailure failure) {
            onError(failure, arguments, 4, i, out);
        }
        if (empty) {
            onEmpty(arguments, i, out);
        }
    }

    private static boolean isScalar(byte first) {
        return first != '[' && first != '{';
    }

    /** As TEXT or JSON, straight from the document; null is NULL, truth as TEXT is t or f. */
    private void scalar(BytesColumn documents, JsonCursor cursor, int at, RowOutput out) {
        if (cursor.first(at) == 'n') {
            out.column().appendNull();
        } else if (type == Type.TEXT && cursor.first(at) == '"') {
            out.column().appendText(cursor.string(at));
        } else if (type == Type.TEXT && (cursor.first(at) == 't' || cursor.first(at) == 'f')) {
            out.column().appendBytes(documents.bytes(), at, 1);
        } else {
            out.column().appendBytes(documents.bytes(), at, cursor.end(at) - at);
        }
    }

    private List<Json> found(JsonCursor cursor, int at, Column[] arguments, int variables, int i) {
        if (at >= 0) {
            return List.of(JsonTrees.tree(documents(arguments), at, cursor.end(at)));
        }
        List<Json> found = new ArrayList<>();
        run(arguments, i, passed(arguments, variables, i)).find(found);
        return found;
    }

    private void end(List<Json> found, RowOutput out) {
        Json item = found.getFirst();
        if (found.size() > 1 || item instanceof Json.Array || item instanceof Json.Obj) {
            throw new RowFailure(
                    ErrorCode.NOT_ONE_JSON_ITEM,
                    "JSON path expression in JSON_VALUE must return single scalar item");
        }
        if (item instanceof Json.Null) {
            out.column().appendNull();
            return;
        }
        String text =
                switch (item) {
                    case Json.Text(String value) -> value;
                    case Json.Bool(boolean value) -> value ? "t" : "f";
                    case Json.Null _, Json.Num _, Json.Array _, Json.Obj _ -> item.text();
                };
        if (fromText == null) {
            out.column().appendText(type == Type.JSON ? item.text() : text);
            return;
        }
        ColumnBuilder builder = ColumnBuilder.of(Type.TEXT, 1);
        builder.appendText(text);
        fromText.apply(new Column[] {builder.build()}, 0, out);
    }

    /** As JSON_VALUE, with TEXT wrapper and BOOLEAN without quotes before the variables. */
    private void query(Column[] arguments, int i, RowOutput out) {
        JsonCursor cursor = cursor(arguments, i);
        int at = walked(cursor, arguments, i);
        boolean empty = false;
        try {
            List<Json> found =
                    at == JsonPathWalk.NONE ? List.of() : found(cursor, at, arguments, 8, i);
            String wrapper = ((BytesColumn) arguments[6]).text(i);
            empty = found.isEmpty();
            if (!empty) {
                end(wrapped(found, wrapper), isTrue(arguments, 7, i), out);
            }
        } catch (RowFailure failure) {
            onError(failure, arguments, 4, i, out);
        }
        if (empty) {
            onEmpty(arguments, i, out);
        }
    }

    private static Json wrapped(List<Json> found, String wrapper) {
        boolean wraps =
                switch (wrapper) {
                    case "unconditional" -> true;
                    case "conditional" -> found.size() > 1;
                    default -> false;
                };
        if (wraps) {
            return new Json.Array(found);
        }
        if (found.size() > 1) {
            throw new RowFailure(
                    ErrorCode.NOT_ONE_JSON_ITEM,
                    "JSON path expression in JSON_QUERY must return single item when no wrapper is"
                            + " requested");
        }
        return found.getFirst();
    }

    private void end(Json item, boolean withoutQuotes, RowOutput out) {
        if (!withoutQuotes || !(item instanceof Json.Text(String text))) {
            out.column().appendText(item.text());
        } else if (type == Type.TEXT) {
            out.column().appendText(text);
        } else {
            ColumnBuilder builder = ColumnBuilder.of(Type.TEXT, 1);
            builder.appendText(text);
            JsonCasts.parse(new Column[] {builder.build()}, 0, out);
        }
    }

    /** (document, path, JSON variables, BOOLEAN silent), as jsonb_path_exists and its like. */
    private void function(Column[] arguments, int i, RowOutput out) {
        if (arguments[2].isNull(i) || arguments[3].isNull(i)) {
            out.column().appendNull();
            return;
        }
        boolean silent = isTrue(arguments, 3, i);
        Map<String, Json> variables = JsonPathRun.variables(JsonTrees.tree(arguments, 2, i));
        JsonPathRun run = run(arguments, i, variables);
        if (function == ScalarFunction.JSON_PATH_EXISTS) {
            Boolean found = null;
            try {
                found = run.exists();
            } catch (RowFailure failure) {
                rethrow(failure, silent);
            }
            out.column().appendValue(found);
            return;
        }
        List<Json> found = new ArrayList<>();
        try {
            run.find(found);
        } catch (RowFailure failure) {
            rethrow(failure, silent);
        }
        end(found, silent, out);
    }

    private static void rethrow(RowFailure failure, boolean silent) {
        boolean fatal =
                failure.code() == ErrorCode.INVALID_REGEX
                        || failure.code() == ErrorCode.INVALID_ARGUMENT;
        if (!silent || fatal) {
            throw failure;
        }
    }

    private void end(List<Json> found, boolean silent, RowOutput out) {
        if (function == ScalarFunction.JSON_PATH_ARRAY) {
            out.column().appendText(new Json.Array(found).text());
        } else if (function == ScalarFunction.JSON_PATH_FIRST) {
            out.column().appendValue(found.isEmpty() ? null : found.getFirst().text());
        } else if (found.size() == 1 && found.getFirst() instanceof Json.Bool(boolean truth)) {
            out.column().appendBoolean(truth);
        } else if (silent || (found.size() == 1 && found.getFirst() instanceof Json.Null)) {
            out.column().appendNull();
        } else {
            throw new RowFailure(ErrorCode.NOT_ONE_JSON_ITEM, "single boolean result is expected");
        }
    }
}
