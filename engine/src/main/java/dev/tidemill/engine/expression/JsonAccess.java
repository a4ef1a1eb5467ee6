package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.ArrayReader;
import dev.tidemill.algebra.column.ArrayWriter;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.json.JsonCursor;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;

/** Functions that look into a document; they walk its bytes and build nothing of it. */
final class JsonAccess {
    private static final ArrayType TEXTS = new ArrayType(Type.TEXT);

    private JsonAccess() {}

    static RowFunction of(ScalarFunction function) {
        return switch (function) {
            case JSON_GET -> (arguments, i, out) -> get(arguments, i, out, false);
            case JSON_GET_TEXT -> (arguments, i, out) -> get(arguments, i, out, true);
            case JSON_PATH -> (arguments, i, out) -> path(arguments, i, out, false);
            case JSON_PATH_TEXT -> (arguments, i, out) -> path(arguments, i, out, true);
            case JSON_HAS_KEY -> JsonAccess::hasKey;
            case JSON_TYPEOF ->
                    (arguments, i, out) ->
                            out.column().appendText(cursor(arguments, i).kind(root(arguments, i)));
            case JSON_ARRAY_LENGTH -> JsonAccess::length;
            case JSON_ELEMENTS -> (arguments, i, out) -> elements(arguments, i, out, false);
            case JSON_ELEMENTS_TEXT -> (arguments, i, out) -> elements(arguments, i, out, true);
            default -> throw new IllegalArgumentException(function + " looks into nothing");
        };
    }

    private static BytesColumn documents(Column[] arguments) {
        return (BytesColumn) arguments[0];
    }

    private static int root(Column[] arguments, int i) {
        return documents(arguments).start(i);
    }

    private static JsonCursor cursor(Column[] arguments, int i) {
        BytesColumn documents = documents(arguments);
        return new JsonCursor().over(documents.bytes(), TextFunctions.end(documents, i));
    }

    private static void get(Column[] arguments, int i, RowOutput out, boolean asText) {
        JsonCursor cursor = cursor(arguments, i);
        int root = root(arguments, i);
        int found =
                arguments[1] instanceof IntColumn indexes
                        ? element(cursor, root, indexes.values()[i])
                        : cursor.member(
                                root, JsonCursor.quoted(((BytesColumn) arguments[1]).text(i)));
        append(documents(arguments), cursor, found, asText, out);
    }

    /** A scalar that stands alone counts as an array of one, as in PostgreSQL. */
    private static int element(JsonCursor cursor, int root, int index) {
        return switch (cursor.first(root)) {
            case '[' -> cursor.element(root, index);
            case '{' -> -1;
            default -> index == 0 || index == -1 ? root : -1;
        };
    }

    private static void append(
            BytesColumn documents, JsonCursor cursor, int value, boolean asText, RowOutput out) {
        if (value < 0 || (asText && cursor.first(value) == 'n')) {
            out.column().appendNull();
        } else if (asText && cursor.first(value) == '"') {
            out.column().appendText(cursor.string(value));
        } else {
            out.column().appendBytes(documents.bytes(), value, cursor.end(value) - value);
        }
    }

    private static void path(Column[] arguments, int i, RowOutput out, boolean asText) {
        JsonCursor cursor = cursor(arguments, i);
        ColumnBuilder builder = ColumnBuilder.of(Type.TEXT, 8);
        new ArrayReader(TEXTS).start((BytesColumn) arguments[1], i).appendRest(builder);
        BytesColumn steps = (BytesColumn) builder.build();
        int value = root(arguments, i);
        for (int step = 0; step < steps.size() && value >= 0; step++) {
            value = steps.isNull(step) ? -1 : step(cursor, value, steps.text(step));
        }
        append(documents(arguments), cursor, value, asText, out);
    }

    private static int step(JsonCursor cursor, int value, String step) {
        if (cursor.first(value) != '[') {
            return cursor.member(value, JsonCursor.quoted(step));
        }
        try {
            return cursor.element(value, Integer.parseInt(step.strip()));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A key of an object, a string of an array, or a string itself. */
    private static void hasKey(Column[] arguments, int i, RowOutput out) {
        JsonCursor cursor = cursor(arguments, i);
        int root = root(arguments, i);
        String key = ((BytesColumn) arguments[1]).text(i);
        boolean has =
                switch (cursor.first(root)) {
                    case '{' -> cursor.member(root, JsonCursor.quoted(key)) >= 0;
                    case '[' -> hasElement(cursor, root, key);
                    case '"' -> cursor.string(root).equals(key);
                    default -> false;
                };
        out.column().appendBoolean(has);
    }

    private static boolean hasElement(JsonCursor cursor, int array, String text) {
        for (int at = array + 1; cursor.first(at) != ']'; at = cursor.next(at)) {
            if (cursor.first(at) == '"' && cursor.string(at).equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static void elements(Column[] arguments, int i, RowOutput out, boolean asText) {
        JsonCursor cursor = cursor(arguments, i);
        int root = root(arguments, i);
        if (cursor.first(root) != '[') {
            throw RowFailure.argument("cannot extract elements from a non-array");
        }
        RowOutput elements = new RowOutput(asText ? Type.TEXT : Type.JSON, 8);
        for (int at = root + 1; cursor.first(at) != ']'; at = cursor.next(at)) {
            append(documents(arguments), cursor, at, asText, elements);
        }
        Column column = elements.column().build();
        ArrayWriter array = out.array();
        for (int at = 0; at < column.size(); at++) {
            array.append(column, at);
        }
        array.endInto(out.column());
    }

    private static void length(Column[] arguments, int i, RowOutput out) {
        JsonCursor cursor = cursor(arguments, i);
        int root = root(arguments, i);
        if (cursor.first(root) != '[') {
            throw RowFailure.argument("cannot get array length of a non-array");
        }
        out.column().appendInt(cursor.count(root));
    }
}
