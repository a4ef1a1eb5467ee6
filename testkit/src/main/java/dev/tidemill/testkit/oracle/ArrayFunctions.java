package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions of arrays, over lists. Most of them are asked where an argument is NULL. */
final class ArrayFunctions {
    private ArrayFunctions() {}

    static @Nullable Object apply(ScalarFunction function, Arguments a) {
        List<@Nullable Object> values = a.values();
        return switch (function) {
            case ARRAY -> list(values);
            case ARRAY_APPEND ->
                    joined(orEmpty(values.get(0)), Collections.singletonList(values.get(1)));
            case ARRAY_PREPEND ->
                    joined(Collections.singletonList(values.get(0)), orEmpty(values.get(1)));
            case ARRAY_CONCAT ->
                    values.get(0) == null && values.get(1) == null
                            ? null
                            : joined(orEmpty(values.get(0)), orEmpty(values.get(1)));
            case ARRAY_POSITION -> position(values.get(0), values.get(1));
            case ARRAY_REMOVE -> removed(values.get(0), values.get(1));
            case IN_ARRAY -> isIn(values.get(0), values.get(1));
            case ARRAY_TO_STRING -> toText(values);
            case STRING_TO_ARRAY -> parted(values);
            default -> a.anyNull() ? null : strict(function, a);
        };
    }

    private static @Nullable Object strict(ScalarFunction function, Arguments a) {
        List<?> array = (List<?>) a.value(0);
        return switch (function) {
            case ELEMENT -> {
                int position = a.integer(1);
                yield position < 1 || position > array.size() ? null : array.get(position - 1);
            }
            case CARDINALITY -> array.size();
            case ARRAY_LENGTH -> array.isEmpty() || a.integer(1) != 1 ? null : array.size();
            case ARRAY_CONTAINS ->
                    ((List<?>) a.value(1)).stream().allMatch(element -> has(array, element));
            case ARRAY_OVERLAPS ->
                    ((List<?>) a.value(1)).stream().anyMatch(element -> has(array, element));
            default -> throw new IllegalArgumentException(function + " is not over arrays");
        };
    }

    private static boolean same(@Nullable Object a, @Nullable Object b) {
        return (a == null || b == null) ? a == b : SqlOrder.compare(a, b) == 0;
    }

    private static boolean has(List<?> array, @Nullable Object element) {
        return element != null && array.stream().anyMatch(other -> same(other, element));
    }

    private static List<?> orEmpty(@Nullable Object array) {
        return array == null ? List.of() : (List<?>) array;
    }

    private static List<@Nullable Object> list(List<?> elements) {
        List<@Nullable Object> list = new ArrayList<>();
        for (Object element : elements) {
            list.add(element instanceof Double number ? number + 0.0 : element);
        }
        return Collections.unmodifiableList(list);
    }

    private static List<@Nullable Object> joined(List<?> first, List<?> second) {
        List<@Nullable Object> list = new ArrayList<>(first);
        list.addAll(second);
        return list(list);
    }

    private static @Nullable Object position(@Nullable Object array, @Nullable Object element) {
        List<?> list = orEmpty(array);
        for (int i = 0; i < list.size(); i++) {
            if (same(list.get(i), element)) {
                return i + 1;
            }
        }
        return null;
    }

    private static @Nullable Object removed(@Nullable Object array, @Nullable Object element) {
        if (array == null) {
            return null;
        }
        List<@Nullable Object> kept = new ArrayList<>(orEmpty(array));
        kept.removeIf(other -> same(other, element));
        return list(kept);
    }

    private static @Nullable Object isIn(@Nullable Object element, @Nullable Object array) {
        if (array == null) {
            return null;
        }
        List<?> list = orEmpty(array);
        if (has(list, element)) {
            return true;
        }
        boolean unknown = element == null || list.stream().anyMatch(Objects::isNull);
        return !list.isEmpty() && unknown ? null : (Object) false;
    }

    private static @Nullable Object toText(List<@Nullable Object> values) {
        if (values.get(0) == null || values.get(1) == null) {
            return null;
        }
        Object forNull = values.size() > 2 ? values.get(2) : null;
        List<String> texts = new ArrayList<>();
        for (Object element : orEmpty(values.get(0))) {
            Object text = element == null ? forNull : element;
            if (text != null) {
                texts.add(text.toString());
            }
        }
        return String.join(String.valueOf(values.get(1)), texts);
    }

    private static @Nullable Object parted(List<@Nullable Object> values) {
        if (!(values.get(0) instanceof String text)) {
            return null;
        }
        List<@Nullable Object> parts = new ArrayList<>();
        if (values.get(1) == null) {
            text.codePoints().forEach(point -> parts.add(Character.toString(point)));
        } else if (values.get(1).equals("")) {
            parts.addAll(text.isEmpty() ? List.of() : List.of(text));
        } else if (!text.isEmpty()) {
            parts.addAll(List.of(text.split(Pattern.quote((String) values.get(1)), -1)));
        }
        Object forNull = values.size() > 2 ? values.get(2) : null;
        parts.replaceAll(part -> part != null && part.equals(forNull) ? null : part);
        return Collections.unmodifiableList(parts);
    }
}
