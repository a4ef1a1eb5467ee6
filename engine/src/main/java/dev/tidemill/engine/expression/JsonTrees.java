package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Functions that compare or change whole documents. */
final class JsonTrees {
    private JsonTrees() {}

    static RowFunction of(ScalarFunction function) {
        return switch (function) {
            case JSON_CONTAINS ->
                    (arguments, i, out) ->
                            out.column()
                                    .appendBoolean(
                                            contains(tree(arguments, 0, i), tree(arguments, 1, i)));
            case JSON_STRIP_NULLS ->
                    (arguments, i, out) -> end(stripped(tree(arguments, 0, i)), out);
            case JSON_CONCAT ->
                    (arguments, i, out) ->
                            end(concat(tree(arguments, 0, i), tree(arguments, 1, i)), out);
            case JSON_DELETE -> JsonTrees::delete;
            default -> throw new IllegalArgumentException(function + " is not over documents");
        };
    }

    static Json tree(Column[] arguments, int index, int i) {
        BytesColumn documents = (BytesColumn) arguments[index];
        return tree(documents, documents.start(i), TextFunctions.end(documents, i));
    }

    /** The value that stands between two positions of a column's bytes. */
    static Json tree(BytesColumn documents, int from, int to) {
        try {
            return Json.parse(documents.bytes(), from, to);
        } catch (JsonError e) {
            throw new IllegalStateException("the document is not canonical", e);
        }
    }

    private static void end(Json result, RowOutput out) {
        out.column().appendText(result.text());
    }

    /** An array has a scalar that stands alone, too. */
    private static boolean contains(Json whole, Json part) {
        if (whole instanceof Json.Array array
                && !(part instanceof Json.Array)
                && !(part instanceof Json.Obj)) {
            return array.elements().contains(part);
        }
        return holds(whole, part);
    }

    private static boolean holds(Json whole, Json part) {
        return switch (part) {
            case Json.Obj object ->
                    whole instanceof Json.Obj(SortedMap<String, Json> members)
                            && object.members().entrySet().stream()
                                    .allMatch(
                                            wanted ->
                                                    members.containsKey(wanted.getKey())
                                                            && holds(
                                                                    members.get(wanted.getKey()),
                                                                    wanted.getValue()));
            case Json.Array array ->
                    whole instanceof Json.Array(List<Json> elements)
                            && array.elements().stream()
                                    .allMatch(
                                            wanted ->
                                                    elements.stream()
                                                            .anyMatch(has -> holds(has, wanted)));
            case Json.Null _, Json.Bool _, Json.Num _, Json.Text _ -> whole.equals(part);
        };
    }

    /** Without the members of objects that are null. */
    private static Json stripped(Json json) {
        return switch (json) {
            case Json.Obj object -> {
                SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
                object.members()
                        .forEach(
                                (key, value) -> {
                                    if (!(value instanceof Json.Null)) {
                                        members.put(key, stripped(value));
                                    }
                                });
                yield new Json.Obj(members);
            }
            case Json.Array array ->
                    new Json.Array(array.elements().stream().map(JsonTrees::stripped).toList());
            case Json.Null _, Json.Bool _, Json.Num _, Json.Text _ -> json;
        };
    }

    private static Json concat(Json left, Json right) {
        if (left instanceof Json.Obj a && right instanceof Json.Obj b) {
            SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
            members.putAll(a.members());
            members.putAll(b.members());
            return new Json.Obj(members);
        }
        List<Json> elements = new ArrayList<>(elements(left));
        elements.addAll(elements(right));
        return new Json.Array(elements);
    }

    private static List<Json> elements(Json json) {
        return json instanceof Json.Array array ? array.elements() : List.of(json);
    }

    private static void delete(Column[] arguments, int i, RowOutput out) {
        Json document = tree(arguments, 0, i);
        if (arguments[1] instanceof IntColumn indexes) {
            end(without(document, indexes.values()[i]), out);
        } else {
            end(without(document, ((BytesColumn) arguments[1]).text(i)), out);
        }
    }

    private static Json without(Json document, int index) {
        if (!(document instanceof Json.Array array)) {
            throw RowFailure.argument(
                    document instanceof Json.Obj
                            ? "cannot delete from object using integer index"
                            : "cannot delete from scalar");
        }
        List<Json> elements = new ArrayList<>(array.elements());
        int at = index < 0 ? elements.size() + index : index;
        if (at >= 0 && at < elements.size()) {
            elements.remove(at);
        }
        return new Json.Array(elements);
    }

    private static Json without(Json document, String key) {
        return switch (document) {
            case Json.Obj object -> {
                SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
                members.putAll(object.members());
                members.remove(key);
                yield new Json.Obj(members);
            }
            case Json.Array array ->
                    new Json.Array(
                            array.elements().stream()
                                    .filter(element -> !element.equals(new Json.Text(key)))
                                    .toList());
            case Json.Null _, Json.Bool _, Json.Num _, Json.Text _ ->
                    throw RowFailure.argument("cannot delete from scalar");
        };
    }
}
