package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.jsonpath.JsonPath;
import dev.tidemill.algebra.jsonpath.PathNode;
import dev.tidemill.algebra.jsonpath.PathStep;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path over a document, one step after the other over whole lists; regular expressions are
 * Java's, so use only the common part.
 */
final class JsonPathInterpreter {
    /** What is found, in order, before an error if there is one. */
    record Found(List<Json> items, @Nullable RowError error) {
        static Found of(Json... items) {
            return new Found(List.of(items), null);
        }

        static Found failed(String message) {
            return new Found(List.of(), new RowError(ErrorCode.JSON_PATH_FAILED, message));
        }

        /** What a step finds from each item, up to the first error. */
        Found each(Function<Json, Found> step) {
            List<Json> all = new ArrayList<>();
            for (Json item : items) {
                Found next = step.apply(item);
                all.addAll(next.items);
                if (next.error != null) {
                    return new Found(all, next.error);
                }
            }
            return new Found(all, error);
        }
    }

    /** What {@code @} and {@code last} stand for, and whether what is missing is passed over. */
    private record Scope(Json current, int size, boolean forgives) {}

    private final JsonPath path;
    private final Json root;
    private final Map<String, Json> variables;

    JsonPathInterpreter(JsonPath path, Json root, Map<String, Json> variables) {
        this.path = path;
        this.root = root;
        this.variables = variables;
    }

    Found found() {
        return values(path.root(), new Scope(root, -1, path.lax()));
    }

    /** Throws where the question fails. */
    boolean exists() {
        Boolean exists = isAny(path.root(), new Scope(root, -1, path.lax()));
        if (exists == null) {
            throw new RowError(ErrorCode.JSON_PATH_FAILED, "the path fails");
        }
        return exists;
    }

    /** Null when it fails; lax asks for the first only. */
    private @Nullable Boolean isAny(PathNode node, Scope scope) {
        Found found =
                node instanceof PathNode.Sign sign && path.lax()
                        ? operands(sign.operand(), scope)
                                .each(one -> one instanceof Json.Num ? Found.of(one) : Found.of())
                        : values(node, scope);
        if (found.error != null && !(path.lax() && !found.items.isEmpty())) {
            return null;
        }
        return !found.items.isEmpty();
    }

    private Found values(PathNode node, Scope scope) {
        return switch (node) {
            case PathNode.Root _ -> Found.of(root);
            case PathNode.Current _ -> Found.of(scope.current);
            case PathNode.Last _ -> Found.of(number(scope.size - 1L));
            case PathNode.Constant(Json value) -> Found.of(value);
            case PathNode.Variable(String name) -> {
                Json value = variables.get(name);
                if (value == null) {
                    throw RowError.argument("no variable " + name);
                }
                yield Found.of(value);
            }
            case PathNode.Steps(PathNode start, List<PathStep> steps) -> {
                Found found = values(start, scope);
                Scope inner = scope;
                for (PathStep step : steps) {
                    Scope at = inner;
                    found = found.each(item -> step(step, item, at, path.lax()));
                    if (step instanceof PathStep.Depths) {
                        inner = new Scope(scope.current, scope.size, true);
                    }
                }
                yield found;
            }
            case PathNode.Sign(boolean negative, PathNode operand) ->
                    operands(operand, scope)
                            .each(
                                    one ->
                                            one instanceof Json.Num(BigDecimal number)
                                                    ? Found.of(
                                                            new Json.Num(
                                                                    negative
                                                                            ? number.negate()
                                                                            : number))
                                                    : Found.failed("no number"));
            case PathNode.Arithmetic arithmetic -> arithmetic(arithmetic, scope);
            case PathNode.Predicate predicate -> {
                Boolean truth = truth(predicate, scope);
                yield Found.of(truth == null ? new Json.Null() : new Json.Bool(truth));
            }
        };
    }

    private static Json number(long value) {
        return new Json.Num(BigDecimal.valueOf(value));
    }

    private Found operands(PathNode node, Scope scope) {
        return values(node, scope)
                .each(
                        item ->
                                path.lax() && item instanceof Json.Array(List<Json> elements)
                                        ? new Found(elements, null)
                                        : Found.of(item));
    }

    private Found arithmetic(PathNode.Arithmetic arithmetic, Scope scope) {
        Found left = operands(arithmetic.left(), scope);
        if (left.error != null) {
            return new Found(List.of(), left.error);
        }
        Found right = operands(arithmetic.right(), scope);
        if (right.error != null) {
            return new Found(List.of(), right.error);
        }
        if (left.items.size() != 1
                || right.items.size() != 1
                || !(left.items.getFirst() instanceof Json.Num(BigDecimal a))
                || !(right.items.getFirst() instanceof Json.Num(BigDecimal b))) {
            return new Found(
                    List.of(), new RowError(ErrorCode.NOT_ONE_JSON_ITEM, "not two numbers"));
        }
        boolean divides =
                arithmetic.operator() == PathNode.Arithmetic.Operator.DIVIDE
                        || arithmetic.operator() == PathNode.Arithmetic.Operator.MODULO;
        if (divides && b.signum() == 0) {
            return new Found(List.of(), RowError.divisionByZero());
        }
        return Found.of(
                new Json.Num(
                        switch (arithmetic.operator()) {
                            case ADD -> a.add(b);
                            case SUBTRACT -> a.subtract(b);
                            case MULTIPLY -> a.multiply(b);
                            case DIVIDE -> a.divide(b, quotientPlaces(a, b), RoundingMode.HALF_UP);
                            case MODULO -> a.subtract(b.multiply(a.divideToIntegralValue(b)));
                        }));
    }

    /** PostgreSQL's, which thinks of numbers as digits from 0 to 9999. */
    private static int quotientPlaces(BigDecimal a, BigDecimal b) {
        int[] x = head(a);
        int[] y = head(b);
        int weight = x[0] - y[0] - (x[1] <= y[1] ? 1 : 0);
        int places = Math.max(16 - 4 * weight, Math.max(a.scale(), b.scale()));
        return Math.min(Math.max(places, 0), 1000);
    }

    private static int[] head(BigDecimal number) {
        BigDecimal rest = number.abs();
        int weight = 0;
        if (rest.signum() == 0) {
            return new int[] {0, 0};
        }
        while (rest.compareTo(BigDecimal.valueOf(10_000)) >= 0) {
            rest = rest.movePointLeft(4);
            weight++;
        }
        while (rest.compareTo(BigDecimal.ONE) < 0) {
            rest = rest.movePointRight(4);
            weight--;
        }
        return new int[] {weight, rest.intValue()};
    }

    private Found step(PathStep step, Json item, Scope scope, boolean unwraps) {
        Function<Json, Found> inside = one -> step(step, one, scope, false);
        boolean opens =
                switch (step) {
                    case PathStep.Member _,
                            PathStep.AnyMember _,
                            PathStep.Filter _,
                            PathStep.Decimal _ ->
                            true;
                    case PathStep.Method(PathStep.Method.Kind kind) ->
                            kind != PathStep.Method.Kind.TYPE && kind != PathStep.Method.Kind.SIZE;
                    default -> false;
                };
        if (unwraps && opens && item instanceof Json.Array(List<Json> elements)) {
            return new Found(elements, null).each(inside);
        }
        return switch (step) {
            case PathStep.Member(String key) ->
                    item instanceof Json.Obj object && object.members().containsKey(key)
                            ? Found.of(object.members().get(key))
                            : missing(scope);
            case PathStep.AnyMember _ ->
                    item instanceof Json.Obj object
                            ? new Found(List.copyOf(object.members().values()), null)
                            : missing(scope);
            case PathStep.AnyElement _ ->
                    item instanceof Json.Array(List<Json> elements)
                            ? new Found(elements, null)
                            : path.lax() ? Found.of(item) : missing(scope);
            case PathStep.Elements(List<PathStep.Elements.Range> ranges) ->
                    elements(ranges, item, scope);
            case PathStep.Depths(int first, int last) -> {
                List<Json> all = new ArrayList<>();
                collect(item, 0, first, last, all);
                yield new Found(all, null);
            }
            case PathStep.Filter(PathNode.Predicate predicate) -> {
                Boolean truth = truth(predicate, new Scope(item, scope.size, scope.forgives));
                yield Boolean.TRUE.equals(truth) ? Found.of(item) : Found.of();
            }
            case PathStep.Method(PathStep.Method.Kind kind) -> method(kind, item, scope);
            case PathStep.Decimal(int precision, int scale) -> {
                Found number = method(PathStep.Method.Kind.NUMBER, item, scope);
                yield number.each(
                        one -> {
                            BigDecimal value =
                                    ((Json.Num) one).value().setScale(scale, RoundingMode.HALF_UP);
                            return value.signum() != 0 && value.precision() > precision
                                    ? Found.failed("no such decimal")
                                    : Found.of(new Json.Num(value));
                        });
            }
        };
    }

    private static Found missing(Scope scope) {
        return scope.forgives ? Found.of() : Found.failed("nothing there");
    }

    private static void collect(Json item, int depth, int first, int last, List<Json> all) {
        List<Json> children =
                switch (item) {
                    case Json.Array(List<Json> elements) -> elements;
                    case Json.Obj object -> List.copyOf(object.members().values());
                    default -> List.of();
                };
        boolean leaves = first == PathStep.Depths.LAST && last == first;
        if ((depth >= first && depth <= last)
                || (leaves
                        && depth > 0
                        && !(item instanceof Json.Array || item instanceof Json.Obj))) {
            all.add(item);
        }
        for (Json child : children) {
            if (depth < last) {
                collect(child, depth + 1, first, last, all);
            }
        }
    }

    private Found elements(List<PathStep.Elements.Range> ranges, Json item, Scope scope) {
        if (!(item instanceof Json.Array) && !path.lax()) {
            return missing(scope);
        }
        List<Json> elements = item instanceof Json.Array(List<Json> all) ? all : List.of(item);
        Scope inner = new Scope(scope.current, elements.size(), scope.forgives);
        List<Json> found = new ArrayList<>();
        for (PathStep.Elements.Range range : ranges) {
            Found from = position(range.from(), inner);
            Found to = range.to() == null ? from : position(range.to(), inner);
            if (from.error != null || to.error != null) {
                return new Found(found, from.error != null ? from.error : to.error);
            }
            int low = ((Json.Num) from.items.getFirst()).value().intValue();
            int high = ((Json.Num) to.items.getFirst()).value().intValue();
            if (!scope.forgives && (low < 0 || low > high || high >= elements.size())) {
                return new Found(found, Found.failed("out of bounds").error);
            }
            for (int at = Math.max(low, 0); at <= Math.min(high, elements.size() - 1); at++) {
                found.add(elements.get(at));
            }
        }
        return new Found(found, null);
    }

    private Found position(PathNode node, Scope scope) {
        Found found = values(node, scope);
        if (found.error != null) {
            return found;
        }
        boolean isNumber =
                found.items.size() == 1
                        && found.items.getFirst() instanceof Json.Num(BigDecimal number)
                        && number.toBigInteger().bitLength() < 32;
        return isNumber ? found : Found.failed("no position");
    }

    private Found method(PathStep.Method.Kind kind, Json item, Scope scope) {
        try {
            return switch (kind) {
                case TYPE -> Found.of(new Json.Text(item.kind()));
                case SIZE ->
                        item instanceof Json.Array(List<Json> elements)
                                ? Found.of(number(elements.size()))
                                : path.lax() ? Found.of(number(1)) : missing(scope);
                case ABS -> numeric(item, BigDecimal::abs);
                case FLOOR -> numeric(item, n -> n.setScale(0, RoundingMode.FLOOR));
                case CEILING -> numeric(item, n -> n.setScale(0, RoundingMode.CEILING));
                case DOUBLE -> floating(item);
                case NUMBER ->
                        item instanceof Json.Text(String text)
                                ? Found.of(new Json.Num(new BigDecimal(text.strip())))
                                : numeric(item, n -> n);
                case INTEGER -> whole(item, Type.INTEGER);
                case BIGINT -> whole(item, Type.BIGINT);
                case BOOLEAN -> truth(item);
                case STRING ->
                        switch (item) {
                            case Json.Text _ -> Found.of(item);
                            case Json.Num _, Json.Bool _ -> Found.of(new Json.Text(item.text()));
                            default -> Found.failed("no scalar");
                        };
            };
        } catch (RowError | NumberFormatException e) {
            return Found.failed(String.valueOf(e.getMessage()));
        }
    }

    private static Found numeric(Json item, Function<BigDecimal, BigDecimal> function) {
        return item instanceof Json.Num(BigDecimal number)
                ? Found.of(new Json.Num(function.apply(number)))
                : Found.failed("no number");
    }

    private static Found floating(Json item) {
        String text = item instanceof Json.Text(String spelt) ? spelt : item.text();
        if (!(item instanceof Json.Text || item instanceof Json.Num)) {
            return Found.failed("no number");
        }
        double value = (Double) CastInterpreter.cast(text, Type.TEXT, Type.DOUBLE);
        if (!Double.isFinite(value)) {
            return Found.failed("not finite");
        }
        return item instanceof Json.Num
                ? Found.of(item)
                : Found.of(new Json.Num(new BigDecimal(value).round(new MathContext(15))));
    }

    private static Found whole(Json item, Type type) {
        return switch (item) {
            case Json.Num(BigDecimal number) ->
                    number(((Number) Numbers.into(number, type)).longValue(), type);
            case Json.Text(String text) ->
                    number(
                            ((Number) CastInterpreter.cast(text, Type.TEXT, type)).longValue(),
                            type);
            default -> Found.failed("no number");
        };
    }

    private static Found number(long value, Type type) {
        return type == Type.INTEGER && value != (int) value
                ? Found.failed("too large")
                : Found.of(number(value));
    }

    private static Found truth(Json item) {
        return switch (item) {
            case Json.Bool _ -> Found.of(item);
            case Json.Num(BigDecimal number) ->
                    number.scale() > 0 || number.toBigInteger().bitLength() > 31
                            ? Found.failed("no truth")
                            : Found.of(new Json.Bool(number.signum() != 0));
            case Json.Text(String text) ->
                    Found.of(
                            new Json.Bool(
                                    (Boolean) CastInterpreter.cast(text, Type.TEXT, Type.BOOLEAN)));
            default -> Found.failed("no truth");
        };
    }

    private @Nullable Boolean truth(PathNode.Predicate predicate, Scope scope) {
        return switch (predicate) {
            case PathNode.And(PathNode.Predicate left, PathNode.Predicate right) -> {
                Boolean a = truth(left, scope);
                Boolean b = truth(right, scope);
                yield (Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b))
                        ? Boolean.FALSE
                        : (a == null || b == null) ? null : Boolean.TRUE;
            }
            case PathNode.Or(PathNode.Predicate left, PathNode.Predicate right) -> {
                Boolean a = truth(left, scope);
                Boolean b = truth(right, scope);
                yield (Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b))
                        ? Boolean.TRUE
                        : (a == null || b == null) ? null : Boolean.FALSE;
            }
            case PathNode.Not(PathNode.Predicate operand) -> {
                Boolean truth = truth(operand, scope);
                yield truth == null ? null : (Boolean) !truth;
            }
            case PathNode.IsUnknown(PathNode.Predicate operand) -> truth(operand, scope) == null;
            case PathNode.Exists(PathNode inner) -> isAny(inner, scope);
            case PathNode.Comparison(
                            PathNode.Comparison.Relation relation,
                            PathNode left,
                            PathNode right) ->
                    pairs(
                            operands(left, scope),
                            operands(right, scope),
                            (a, b) -> compared(relation, a, b));
            case PathNode.StartsWith(PathNode text, PathNode prefix) ->
                    pairs(
                            operands(text, scope),
                            values(prefix, scope),
                            JsonPathInterpreter::startsWith);
            case PathNode.LikeRegex(PathNode text, String pattern, String flags) -> {
                int mode =
                        (flags.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
                                | (flags.contains("s") ? Pattern.DOTALL : 0)
                                | (flags.contains("m") ? Pattern.MULTILINE : 0)
                                | (flags.contains("q") ? Pattern.LITERAL : 0);
                yield pairs(
                        operands(text, scope),
                        Found.of(new Json.Null()),
                        (a, _) ->
                                a instanceof Json.Text(String whole)
                                        ? (Boolean)
                                                Pattern.compile(pattern, mode).matcher(whole).find()
                                        : null);
            }
        };
    }

    private static @Nullable Boolean startsWith(Json text, Json prefix) {
        if (text instanceof Json.Text(String whole) && prefix instanceof Json.Text(String start)) {
            return whole.startsWith(start);
        }
        return null;
    }

    private @Nullable Boolean pairs(
            Found left, Found right, BiFunction<Json, Json, @Nullable Boolean> question) {
        if (left.error != null || right.error != null) {
            return null;
        }
        List<@Nullable Boolean> answers = new ArrayList<>();
        for (Json a : left.items) {
            right.items.forEach(b -> answers.add(question.apply(a, b)));
        }
        boolean anyTrue = answers.contains(true);
        boolean anyUnknown = answers.contains(null);
        if (anyUnknown && (!path.lax() || !anyTrue)) {
            return null;
        }
        return anyTrue;
    }

    private static @Nullable Boolean compared(
            PathNode.Comparison.Relation relation, Json a, Json b) {
        if (a instanceof Json.Null || b instanceof Json.Null) {
            boolean same = a.equals(b);
            return same
                    ? relation.holds(0)
                    : (Boolean) (relation == PathNode.Comparison.Relation.NOT_EQUAL);
        }
        if (a instanceof Json.Num(BigDecimal x) && b instanceof Json.Num(BigDecimal y)) {
            return relation.holds(x.compareTo(y));
        }
        if (a instanceof Json.Text(String x) && b instanceof Json.Text(String y)) {
            return relation.holds(SqlOrder.compare(x, y));
        }
        if (a instanceof Json.Bool(boolean x) && b instanceof Json.Bool(boolean y)) {
            return relation.holds(Boolean.compare(x, y));
        }
        return null;
    }
}
