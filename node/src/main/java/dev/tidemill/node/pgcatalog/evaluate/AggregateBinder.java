package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.TermBinder.Place;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Aggregates: functions of the rows of a group. */
final class AggregateBinder {
    private static final Set<String> NAMES =
            Set.of(
                    "count",
                    "sum",
                    "avg",
                    "min",
                    "max",
                    "bool_and",
                    "bool_or",
                    "every",
                    "array_agg",
                    "string_agg");

    private final TermBinder terms;
    private final Coercion coercion;

    AggregateBinder(TermBinder terms, Coercion coercion) {
        this.terms = terms;
        this.coercion = coercion;
    }

    static boolean isAggregateName(String name) {
        return NAMES.contains(name);
    }

    static boolean isAggregate(Term.Call call) {
        return call.over() == null && NAMES.contains(call.name());
    }

    Expression bind(Term.Call call, Place at) {
        Scope scope = at.scope();
        boolean aggregates = scope.aggregates;
        boolean takesSeries = scope.takesSeries;
        // Inside it stand values of one row.
        scope.aggregates = false;
        scope.takesSeries = false;
        Expression bound = ofRows(call, at);
        scope.aggregates = aggregates;
        scope.takesSeries = takesSeries;
        return bound;
    }

    private Expression ofRows(Term.Call call, Place at) {
        Term filter = call.filter();
        Expression kept =
                filter == null
                        ? Expression.constant(PgTypes.BOOL, true)
                        : terms.condition(filter, at);
        List<Expression> arguments = arguments(call, at);
        List<SortRule> orderBy = terms.calls().sortRules(call.orderBy(), at);
        PgType type = type(call, arguments);
        return Expression.of(
                type,
                frame -> {
                    List<Frame> rows = rows(frame, kept);
                    if (!orderBy.isEmpty()) {
                        rows.sort(SortRule.comparator(orderBy));
                    }
                    return call.star()
                            ? (Object) (long) rows.size()
                            : value(call, type, arguments, rows);
                });
    }

    private List<Expression> arguments(Term.Call call, Place at) {
        List<Expression> arguments =
                new ArrayList<>(
                        terms.all(call.arguments(), at).stream().map(coercion::settled).toList());
        int wanted = call.name().equals("string_agg") ? 2 : 1;
        if (!call.star() && arguments.size() != wanted) {
            throw SqlErrors.noFunction(
                    call.name(), arguments.stream().map(Expression::type).toList());
        }
        return arguments;
    }

    private static List<Frame> rows(Frame frame, Expression kept) {
        List<Frame> rows = new ArrayList<>();
        for (@Nullable Object[] row : Objects.requireNonNull(frame.group)) {
            Frame each = new Frame(frame.run, frame.outer, row);
            if (kept.holds(each)) {
                rows.add(each);
            }
        }
        return rows;
    }

    private static PgType type(Term.Call call, List<Expression> arguments) {
        if (call.name().equals("count")) {
            return PgTypes.INT8;
        }
        if (call.star()) {
            throw SqlErrors.invalid(call.name() + "(*) is not an aggregate");
        }
        PgType argument = arguments.getFirst().type();
        return switch (call.name()) {
            case "bool_and", "bool_or", "every" -> PgTypes.BOOL;
            case "string_agg" -> PgTypes.TEXT;
            case "array_agg" -> PgTypes.arrayOf(argument);
            case "sum", "avg" ->
                    argument.name().startsWith("float")
                            ? PgTypes.FLOAT8
                            : argument.name().equals("int4") && call.name().equals("sum")
                                    ? PgTypes.INT8
                                    : PgTypes.NUMERIC;
            case "min", "max" -> argument.isText() ? PgTypes.TEXT : argument;
            default -> argument;
        };
    }

    private static @Nullable Object value(
            Term.Call call, PgType type, List<Expression> arguments, List<Frame> rows) {
        List<@Nullable Object> values = new ArrayList<>();
        List<String> separators = new ArrayList<>();
        Set<@Nullable Object> seen = new HashSet<>();
        for (Frame row : rows) {
            Object value = arguments.getFirst().value(row);
            boolean counts = value != null || call.name().equals("array_agg");
            if (counts && (!call.distinct() || seen.add(value))) {
                values.add(value);
                separators.add(
                        arguments.size() < 2 ? "" : String.valueOf(arguments.get(1).value(row)));
            }
        }
        if (call.distinct() && call.orderBy().isEmpty()) {
            values.sort(Values.NULLS_LAST);
        }
        return switch (call.name()) {
            case "count" -> (long) values.size();
            case "array_agg" -> values.isEmpty() ? null : values;
            case "string_agg" -> values.isEmpty() ? null : joined(values, separators);
            default -> values.isEmpty() ? null : folded(call.name(), type, values);
        };
    }

    private static String joined(List<? extends @Nullable Object> values, List<String> separators) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : separators.get(i)).append(values.get(i));
            Run.requireShort(text.length());
        }
        return text.toString();
    }

    private static Object folded(String name, PgType type, List<? extends @Nullable Object> given) {
        List<Object> values = new ArrayList<>();
        given.forEach(value -> values.add(Objects.requireNonNull(value)));
        Comparator<Object> order = Values::compare;
        return switch (name) {
            case "min" -> values.stream().min(order).orElseThrow();
            case "max" -> values.stream().max(order).orElseThrow();
            case "bool_or" -> values.contains(true);
            case "bool_and", "every" -> !values.contains(false);
            default -> {
                BigDecimal sum = BigDecimal.ZERO;
                for (Object value : values) {
                    sum = sum.add(Values.decimal((Number) value));
                }
                BigDecimal result =
                        name.equals("avg")
                                ? sum.divide(
                                        BigDecimal.valueOf(values.size()),
                                        16,
                                        java.math.RoundingMode.HALF_UP)
                                : sum;
                yield type.equals(PgTypes.INT8)
                        ? (Object) result.longValueExact()
                        : type.equals(PgTypes.FLOAT8) ? (Object) result.doubleValue() : result;
            }
        };
    }
}
