package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Functions of JSON, over trees. */
final class JsonFunctions {
    private JsonFunctions() {}

    static Json parse(String text) {
        try {
            return Json.parse(text);
        } catch (JsonError e) {
            throw new RowError(ErrorCode.INVALID_CAST, "no JSON: " + e.reason());
        }
    }

    static Object cast(String text, Type to) {
        return switch (parse(text)) {
            case Json.Num(BigDecimal number) when to == Type.DOUBLE -> number.doubleValue();
            case Json.Num(BigDecimal number) when to instanceof DecimalType decimal ->
                    Numbers.fit(number, decimal);
            case Json.Num(BigDecimal number) when to.isNumeric() -> Numbers.into(number, to);
            case Json.Bool(boolean value) when to == Type.BOOLEAN -> value;
            case Json other ->
                    throw RowError.argument("cannot cast jsonb " + other.kind() + " to " + to);
        };
    }

    static Object build(ScalarFunction function, List<@Nullable Object> values) {
        List<Json> elements = new ArrayList<>();
        SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
        for (int i = 0; i < values.size(); i++) {
            boolean isKey = function == ScalarFunction.JSON_BUILD_OBJECT && i % 2 == 0;
            Object value = values.get(i);
            if (isKey && value == null) {
                throw RowError.argument("key must not be null");
            }
            if (!isKey) {
                elements.add(value == null ? new Json.Null() : parse((String) value));
                if (function == ScalarFunction.JSON_BUILD_OBJECT) {
                    members.put((String) values.get(i - 1), elements.getLast());
                }
            }
        }
        return function == ScalarFunction.JSON_BUILD_OBJECT
                ? new Json.Obj(members).text()
                : new Json.Array(elements).text();
    }

    static @Nullable Object apply(ScalarFunction function, Arguments a) {
        if (function == ScalarFunction.TO_JSON) {
            return tree(a.value(0), a.types().getFirst()).text();
        }
        if (function == ScalarFunction.IS_JSON) {
            return is(a.text(0), a.text(1));
        }
        Json json = parse(a.text(0));
        return switch (function) {
            case JSON_GET -> document(step(asRoot(json, a.value(1)), a.value(1)));
            case JSON_GET_TEXT -> text(step(asRoot(json, a.value(1)), a.value(1)));
            case JSON_PATH -> document(path(json, (List<?>) a.value(1)));
            case JSON_PATH_TEXT -> text(path(json, (List<?>) a.value(1)));
            case JSON_TYPEOF -> json.kind();
            case JSON_CONTAINS -> contains(json, parse(a.text(1)), true);
            case JSON_HAS_KEY -> hasKey(json, a.text(1));
            case JSON_ARRAY_LENGTH -> {
                if (!(json instanceof Json.Array array)) {
                    throw RowError.argument("no array");
                }
                yield array.elements().size();
            }
            case JSON_ELEMENTS, JSON_ELEMENTS_TEXT -> {
                if (!(json instanceof Json.Array array)) {
                    throw RowError.argument("no array");
                }
                List<@Nullable Object> elements = new ArrayList<>();
                for (Json element : array.elements()) {
                    elements.add(
                            function == ScalarFunction.JSON_ELEMENTS
                                    ? element.text()
                                    : text(element));
                }
                yield Collections.unmodifiableList(elements);
            }
            case JSON_STRIP_NULLS -> stripped(json).text();
            case JSON_CONCAT -> concatenated(json, parse(a.text(1))).text();
            case JSON_DELETE -> deleted(json, a.value(1)).text();
            default -> throw new IllegalArgumentException(function + " is not over JSON");
        };
    }

    private static boolean is(String text, String kind) {
        try {
            String has = Json.parse(text).kind();
            boolean nested = has.equals("array") || has.equals("object");
            return kind.equals("value") || (kind.equals("scalar") ? !nested : kind.equals(has));
        } catch (JsonError e) {
            return false;
        }
    }

    private static @Nullable Object document(@Nullable Json json) {
        return json == null ? null : json.text();
    }

    private static @Nullable Object text(@Nullable Json json) {
        return switch (json) {
            case null -> null;
            case Json.Null _ -> null;
            case Json.Text text -> text.value();
            default -> json.text();
        };
    }

    /** A scalar that stands alone is an array of one to whom asks by position. */
    private static Json asRoot(Json json, Object step) {
        boolean isScalar = !(json instanceof Json.Array) && !(json instanceof Json.Obj);
        return isScalar && step instanceof Integer ? new Json.Array(List.of(json)) : json;
    }

    private static @Nullable Json step(Json json, Object step) {
        if (json instanceof Json.Obj object && step instanceof String key) {
            return object.members().get(key);
        }
        if (json instanceof Json.Array(List<Json> elements) && step instanceof Integer index) {
            int at = index < 0 ? elements.size() + index : index;
            return at < 0 || at >= elements.size() ? null : elements.get(at);
        }
        return null;
    }

    private static @Nullable Json path(Json json, List<?> steps) {
        Json at = json;
        for (Object step : steps) {
            if (at == null || step == null) {
                return null;
            }
            boolean isIndex =
                    at instanceof Json.Array && step.toString().matches("\\s*[+-]?\\d{1,9}\\s*");
            at = step(at, isIndex ? (Object) Integer.valueOf(step.toString().strip()) : step);
        }
        return at;
    }

    private static boolean hasKey(Json json, String key) {
        return switch (json) {
            case Json.Obj object -> object.members().containsKey(key);
            case Json.Array array -> array.elements().contains(new Json.Text(key));
            default -> json.equals(new Json.Text(key));
        };
    }

    private static boolean contains(Json whole, Json part, boolean top) {
        if (whole instanceof Json.Obj(SortedMap<String, Json> has)
                && part instanceof Json.Obj(SortedMap<String, Json> wanted)) {
            return wanted.entrySet().stream()
                    .allMatch(
                            entry ->
                                    has.containsKey(entry.getKey())
                                            && contains(
                                                    has.get(entry.getKey()),
                                                    entry.getValue(),
                                                    false));
        }
        if (whole instanceof Json.Array(List<Json> has)) {
            List<Json> wanted =
                    part instanceof Json.Array array
                            ? array.elements()
                            : top && !(part instanceof Json.Obj) ? List.of(part) : null;
            return wanted != null
                    && wanted.stream()
                            .allMatch(
                                    one ->
                                            has.stream()
                                                    .anyMatch(
                                                            other -> contains(other, one, false)));
        }
        return whole.equals(part);
    }

    private static Json stripped(Json json) {
        if (json instanceof Json.Array array) {
            return new Json.Array(array.elements().stream().map(JsonFunctions::stripped).toList());
        }
        if (json instanceof Json.Obj object) {
            SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
            object.members().forEach((key, value) -> members.put(key, stripped(value)));
            members.values().removeIf(Json.Null.class::isInstance);
            return new Json.Obj(members);
        }
        return json;
    }

    private static Json concatenated(Json left, Json right) {
        if (left instanceof Json.Obj(SortedMap<String, Json> a)
                && right instanceof Json.Obj(SortedMap<String, Json> b)) {
            SortedMap<String, Json> members = new TreeMap<>(a);
            members.putAll(b);
            return new Json.Obj(members);
        }
        List<Json> elements = new ArrayList<>();
        for (Json side : List.of(left, right)) {
            elements.addAll(side instanceof Json.Array array ? array.elements() : List.of(side));
        }
        return new Json.Array(elements);
    }

    private static Json deleted(Json json, Object key) {
        if (json instanceof Json.Obj(SortedMap<String, Json> members) && key instanceof String) {
            SortedMap<String, Json> kept = new TreeMap<>(members);
            kept.remove(key);
            return new Json.Obj(kept);
        }
        if (json instanceof Json.Array(List<Json> elements)) {
            List<Json> kept = new ArrayList<>(elements);
            if (key instanceof Integer index) {
                int at = index < 0 ? kept.size() + index : index;
                if (at >= 0 && at < kept.size()) {
                    kept.remove(at);
                }
            } else {
                kept.removeIf(new Json.Text((String) key)::equals);
            }
            return new Json.Array(kept);
        }
        throw RowError.argument("nothing to delete from");
    }

    private static Json tree(@Nullable Object value, Type type) {
        return switch (value) {
            case null -> new Json.Null();
            case Boolean truth -> new Json.Bool(truth);
            case Integer number when type == Type.INTEGER -> new Json.Num(new BigDecimal(number));
            case Long number when type == Type.BIGINT -> new Json.Num(new BigDecimal(number));
            case BigDecimal number -> new Json.Num(number);
            case Double number when Double.isFinite(number) ->
                    new Json.Num(new BigDecimal(TextFormat.format(number, type)));
            case String text when type == Type.JSON -> parse(text);
            case List<?> elements -> {
                List<Json> trees = new ArrayList<>();
                elements.forEach(one -> trees.add(tree(one, ((ArrayType) type).element())));
                yield new Json.Array(trees);
            }
            default -> {
                String text = TextFormat.format(value, type);
                if (type.isTimestamp()) {
                    text = text.replaceFirst(" ", "T");
                }
                yield new Json.Text(
                        type == Type.TIMESTAMPTZ ? text.replaceFirst("\\+00", "+00:00") : text);
            }
        };
    }
}
