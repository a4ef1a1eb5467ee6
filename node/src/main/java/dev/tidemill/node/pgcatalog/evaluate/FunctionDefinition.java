package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that queries of the catalog may call.
 *
 * @param parameters names of types; {@code any}, {@code anyarray}, {@code anyelement} take several
 * @param variadic whether the last parameter may come any number of times
 * @param result the name of its type, or {@code anyelement}, {@code anyarray} of its arguments
 * @param series whether it gives a list of values, which become rows
 * @param strict whether NULL in any argument gives NULL
 * @param ofCatalog whether it tells of the catalog or the connection, so that a query without
 *     tables that calls it is one of the catalog
 */
record FunctionDefinition(
        String name,
        List<String> parameters,
        boolean variadic,
        String result,
        boolean series,
        boolean strict,
        boolean ofCatalog,
        Body body) {

    /** What it does. */
    @FunctionalInterface
    interface Body {
        /** The value, or a list of them, for arguments that are not NULL when it is strict. */
        @Nullable Object call(Frame frame, Arguments arguments);
    }

    /**
     * Arguments of one call.
     *
     * @param types of the values
     */
    record Arguments(List<? extends @Nullable Object> values, List<PgType> types) {
        int size() {
            return values.size();
        }

        @Nullable Object orNull(int index) {
            return index < values.size() ? values.get(index) : null;
        }

        Object value(int index) {
            return java.util.Objects.requireNonNull(values.get(index));
        }

        String text(int index) {
            return value(index).toString();
        }

        long number(int index) {
            return ((Number) value(index)).longValue();
        }

        List<?> list(int index) {
            return (List<?>) value(index);
        }
    }

    private String parameter(int index) {
        return parameters.get(Math.min(index, parameters.size() - 1));
    }

    /** How well arguments fit: 0 exactly, more for each one to be converted, -1 not at all. */
    int distance(List<PgType> types) {
        boolean fits =
                variadic
                        ? types.size() >= parameters.size() - 1
                        : types.size() == parameters.size();
        int distance = fits ? 0 : -1;
        for (int i = 0; fits && i < types.size(); i++) {
            int one = distance(types.get(i), parameter(i));
            if (one < 0) {
                return -1;
            }
            distance += one;
        }
        return distance;
    }

    private static int distance(PgType from, String to) {
        return switch (to) {
            case "any", "anyelement" -> 1;
            case "anyarray" -> from.isArray() ? 0 : from.isUnknown() ? 3 : -1;
            default -> distance(from, PgTypes.named(to));
        };
    }

    private static int distance(PgType from, PgType to) {
        if (from.equals(to)) {
            return 0;
        }
        if (from.isUnknown()) {
            return to.isText() ? 1 : 2; // A text of no type is a text where it may be one.
        }
        boolean implied =
                from.kind() == 'd'
                        || (from.isText() && to.isText())
                        || (from.isWhole() && to.isWhole())
                        || (from.isNumber() && to.isNumber() && (!to.isWhole() || from.isWhole()))
                        || (from.isArray() && to.isArray());
        return implied ? 1 : -1;
    }

    /** The arguments as the function takes them. */
    List<Expression> coerced(List<Expression> arguments, Coercion coercion) {
        PgType element = element(arguments);
        List<Expression> coerced = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            Expression each = arguments.get(i);
            coerced.add(
                    switch (parameter(i)) {
                        case "any" -> coercion.settled(each);
                        case "anyelement" -> coercion.coerce(each, element);
                        case "anyarray" ->
                                each.type().isArray()
                                        ? each
                                        : coercion.coerce(each, PgTypes.arrayOf(element));
                        default -> coercion.coerce(each, PgTypes.named(parameter(i)));
                    });
        }
        return coerced;
    }

    /** What {@code anyelement} stands for. */
    private PgType element(List<Expression> arguments) {
        PgType element = PgTypes.UNKNOWN;
        for (int i = 0; i < arguments.size(); i++) {
            PgType type = arguments.get(i).type();
            if (parameter(i).equals("anyarray") && type.isArray()) {
                return PgTypes.elementOf(type);
            }
            if (parameter(i).equals("anyelement")) {
                element = Coercion.common(element, type, name);
            }
        }
        return element.isUnknown() ? PgTypes.TEXT : element;
    }

    PgType resultOf(List<Expression> arguments) {
        return switch (result) {
            case "anyelement" -> element(arguments);
            case "anyarray" ->
                    arguments.stream()
                            .map(Expression::type)
                            .filter(type -> type.isArray() && !type.isVector())
                            .findFirst()
                            .orElseGet(() -> PgTypes.arrayOf(element(arguments)));
            case "expanded" ->
                    PgType.record(
                            List.of(
                                    new PgType.RecordField("x", element(arguments)),
                                    new PgType.RecordField("n", PgTypes.INT4)));
            case "acl" ->
                    PgType.record(
                            List.of(
                                    new PgType.RecordField("grantor", PgTypes.OID),
                                    new PgType.RecordField("grantee", PgTypes.OID),
                                    new PgType.RecordField("privilege_type", PgTypes.TEXT),
                                    new PgType.RecordField("is_grantable", PgTypes.BOOL)));
            case "keyword" ->
                    PgType.record(
                            List.of(
                                    new PgType.RecordField("word", PgTypes.TEXT),
                                    new PgType.RecordField("catcode", PgTypes.CHAR),
                                    new PgType.RecordField("barelabel", PgTypes.BOOL),
                                    new PgType.RecordField("catdesc", PgTypes.TEXT),
                                    new PgType.RecordField("baredesc", PgTypes.TEXT)));
            default -> PgTypes.named(result);
        };
    }

    /** A call of it. */
    Expression bind(List<Expression> given, Coercion coercion) {
        List<Expression> arguments = coerced(given, coercion);
        List<PgType> types = arguments.stream().map(Expression::type).toList();
        return Expression.of(
                resultOf(arguments),
                frame -> {
                    List<@Nullable Object> values = new ArrayList<>(arguments.size());
                    for (Expression argument : arguments) {
                        Object value = argument.value(frame);
                        if (value == null && strict) {
                            return series ? List.of() : null;
                        }
                        values.add(value);
                    }
                    return body.call(frame, new Arguments(values, types));
                });
    }
}
