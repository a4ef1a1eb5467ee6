package dev.tidemill.engine.expression;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.jsonpath.JsonPath;
import dev.tidemill.algebra.jsonpath.PathNode;
import dev.tidemill.algebra.jsonpath.PathStep;
import dev.tidemill.algebra.jsonpath.PathStep.Elements.Range;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One path asked of one document, as PostgreSQL's executor asks it: values are looked for one by
 * one, so that a question whether there is any ends at the first; errors inside a predicate make it
 * unknown. Where a list is asked for, it has what was found before an error, too. Not thread-safe.
 */
final class JsonPathRun {
    private static final Set<ErrorCode> FATAL =
            Set.of(ErrorCode.INVALID_REGEX, ErrorCode.INVALID_ARGUMENT);

    private final boolean lax;
    private final PathNode path;
    private final JsonPathRegexes regexes;
    private final Map<String, Json> variables;
    private final Json root;
    private Json current;
    private boolean ignoresStructure;
    private int arraySize = -1;

    JsonPathRun(JsonPath path, JsonPathRegexes regexes, Json root, Map<String, Json> variables) {
        this.lax = path.lax();
        this.path = path.root();
        this.regexes = regexes;
        this.root = root;
        this.current = root;
        this.variables = variables;
        this.ignoresStructure = lax;
    }

    /** Appends all that is found; throws RowFailure, by then having appended what came before. */
    void find(List<Json> found) {
        evaluate(path, root, found);
    }

    /** Whether anything is found; in strict mode only when nothing fails. */
    boolean exists() {
        if (lax) {
            return evaluate(path, root, null);
        }
        List<Json> found = new ArrayList<>();
        evaluate(path, root, found);
        return !found.isEmpty();
    }

    /** Appends a node's values, or with no list stops at the first; tells whether there is one. */
    private boolean evaluate(PathNode node, Json value, @Nullable List<Json> found) {
        return node instanceof PathNode.Steps(PathNode start, List<PathStep> steps)
                ? evaluate(start, steps, value, found)
                : evaluate(node, List.of(), value, found);
    }

    private boolean evaluate(
            PathNode node, List<PathStep> steps, Json value, @Nullable List<Json> found) {
        return switch (node) {
            case PathNode.Root _ -> follow(steps, 0, root, found);
            case PathNode.Current _ -> follow(steps, 0, current, found);
            case PathNode.Last _ ->
                    follow(steps, 0, new Json.Num(BigDecimal.valueOf(arraySize - 1L)), found);
            case PathNode.Constant(Json constant) -> follow(steps, 0, constant, found);
            case PathNode.Variable(String name) -> follow(steps, 0, variable(name), found);
            case PathNode.Steps inner -> {
                List<Json> starts = new ArrayList<>();
                evaluate(inner, value, starts);
                yield each(starts, steps, 0, found);
            }
            case PathNode.Sign sign -> sign(sign, steps, value, found);
            case PathNode.Arithmetic arithmetic -> {
                Json result = arithmetic(arithmetic, value);
                yield follow(steps, 0, result, found);
            }
            case PathNode.Predicate predicate -> {
                Boolean truth = truth(predicate, value);
                Json answer = truth == null ? new Json.Null() : new Json.Bool(truth);
                yield follow(steps, 0, answer, found);
            }
        };
    }

    private Json variable(String name) {
        Json value = variables.get(name);
        if (value == null) {
            throw new RowFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    "could not find jsonpath variable \"" + name + "\"");
        }
        return value;
    }

    private boolean each(
            Collection<Json> values, List<PathStep> steps, int at, @Nullable List<Json> found) {
        boolean any = false;
        for (Json value : values) {
            if (follow(steps, at, value, found)) {
                any = true;
                if (found == null) {
                    return true;
                }
            }
        }
        return any;
    }

    /** Takes the steps from one on; lax steps over members and filters look into arrays. */
    private boolean follow(List<PathStep> steps, int at, Json value, @Nullable List<Json> found) {
        if (at < steps.size()) {
            return step(steps, at, value, found, lax);
        }
        if (found != null) {
            found.add(value);
        }
        return true;
    }

    private boolean step(
            List<PathStep> steps, int at, Json value, @Nullable List<Json> found, boolean unwraps) {
        PathStep step = steps.get(at);
        if (unwraps && value instanceof Json.Array(List<Json> elements) && looksInside(step)) {
            return unwrapped(elements, steps, at, found);
        }
        return switch (step) {
            case PathStep.Member(String key) -> member(key, steps, at, value, found);
            case PathStep.AnyMember _ -> {
                if (value instanceof Json.Obj object) {
                    yield each(object.members().values(), steps, at + 1, found);
                }
                missing("jsonpath wildcard member accessor can only be applied to an object");
                yield false;
            }
            case PathStep.AnyElement _ -> {
                if (value instanceof Json.Array(List<Json> elements)) {
                    yield each(elements, steps, at + 1, found);
                }
                if (lax) {
                    yield follow(steps, at + 1, value, found);
                }
                missing("jsonpath wildcard array accessor can only be applied to an array");
                yield false;
            }
            case PathStep.Elements(List<Range> ranges) -> elements(ranges, steps, at, value, found);
            case PathStep.Depths depths -> depths(depths, steps, at, value, found);
            case PathStep.Filter(PathNode.Predicate predicate) ->
                    Boolean.TRUE.equals(asked(predicate, value))
                            && follow(steps, at + 1, value, found);
            case PathStep.Method(PathStep.Method.Kind kind) -> {
                Json result = method(kind, value);
                yield result != null && follow(steps, at + 1, result, found);
            }
            case PathStep.Decimal(int precision, int scale) ->
                    follow(steps, at + 1, JsonPathMethods.decimal(value, precision, scale), found);
        };
    }

    private static boolean looksInside(PathStep step) {
        return switch (step) {
            case PathStep.Member _, PathStep.AnyMember _, PathStep.Filter _, PathStep.Decimal _ ->
                    true;
            case PathStep.AnyElement _, PathStep.Elements _, PathStep.Depths _ -> false;
            case PathStep.Method(PathStep.Method.Kind kind) ->
                    switch (kind) {
                        case TYPE, SIZE -> false;
                        case ABS,
                                FLOOR,
                                CEILING,
                                DOUBLE,
                                NUMBER,
                                INTEGER,
                                BIGINT,
                                BOOLEAN,
                                STRING ->
                                true;
                    };
        };
    }

    /** One level of an array, into whose elements the same step does not look again. */
    private boolean unwrapped(
            List<Json> elements, List<PathStep> steps, int at, @Nullable List<Json> found) {
        boolean any = false;
        for (Json element : elements) {
            if (step(steps, at, element, found, false)) {
                any = true;
                if (found == null) {
                    return true;
                }
            }
        }
        return any;
    }

    private void missing(String message) {
        if (!ignoresStructure) {
            throw failed(message);
        }
    }

    static RowFailure failed(String message) {
        return new RowFailure(ErrorCode.JSON_PATH_FAILED, message);
    }

    private boolean member(
            String key, List<PathStep> steps, int at, Json value, @Nullable List<Json> found) {
        if (!(value instanceof Json.Obj object)) {
            missing("jsonpath member accessor can only be applied to an object");
            return false;
        }
        Json member = object.members().get(key);
        if (member == null) {
            missing("JSON object does not contain key \"" + key + "\"");
            return false;
        }
        return follow(steps, at + 1, member, found);
    }

    private boolean elements(
            List<Range> ranges,
            List<PathStep> steps,
            int at,
            Json value,
            @Nullable List<Json> found) {
        if (!lax && !(value instanceof Json.Array)) {
            missing("jsonpath array accessor can only be applied to an array");
            return false;
        }
        List<Json> elements = value instanceof Json.Array(List<Json> all) ? all : List.of(value);
        int outerSize = arraySize;
        arraySize = elements.size();
        try {
            boolean any = false;
            for (Range range : ranges) {
                long from = position(range.from(), value);
                long to = range.to() == null ? from : position(range.to(), value);
                if (!ignoresStructure && (from < 0 || from > to || to >= elements.size())) {
                    throw failed("jsonpath array subscript is out of bounds");
                }
                int last = (int) Math.min(to, elements.size() - 1L);
                for (int index = (int) Math.max(0, from); index <= last; index++) {
                    if (follow(steps, at + 1, elements.get(index), found)) {
                        any = true;
                        if (found == null) {
                            return true;
                        }
                    }
                }
            }
            return any;
        } finally {
            arraySize = outerSize;
        }
    }

    private long position(PathNode node, Json value) {
        List<Json> found = new ArrayList<>();
        evaluate(node, value, found);
        if (found.size() != 1 || !(found.getFirst() instanceof Json.Num(BigDecimal number))) {
            throw failed("jsonpath array subscript is not a single numeric value");
        }
        BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
        if (whole.precision() > 10 || whole.longValue() != whole.intValue()) {
            throw failed("jsonpath array subscript is out of integer range");
        }
        return whole.longValue();
    }

    private boolean depths(
            PathStep.Depths depths,
            List<PathStep> steps,
            int at,
            Json value,
            @Nullable List<Json> found) {
        boolean any = false;
        if (depths.first() == 0) {
            any = leniently(steps, at + 1, value, found);
            if (any && found == null) {
                return true;
            }
        }
        return below(depths, 1, steps, at, value, found) || any;
    }

    private boolean below(
            PathStep.Depths depths,
            int level,
            List<PathStep> steps,
            int at,
            Json value,
            @Nullable List<Json> found) {
        if (level > depths.last()) {
            return false;
        }
        boolean any = false;
        boolean leaves =
                depths.first() == PathStep.Depths.LAST && depths.last() == PathStep.Depths.LAST;
        for (Json child : children(value)) {
            boolean wanted = level >= depths.first() || (leaves && children(child) == NO_CHILDREN);
            any |= wanted && leniently(steps, at + 1, child, found);
            if (any && found == null) {
                return true;
            }
            if (level < depths.last()) {
                any |= below(depths, level + 1, steps, at, child, found);
                if (any && found == null) {
                    return true;
                }
            }
        }
        return any;
    }

    private static final Collection<Json> NO_CHILDREN = List.of();

    private static Collection<Json> children(Json value) {
        return switch (value) {
            case Json.Array(List<Json> elements) -> elements;
            case Json.Obj object -> object.members().values();
            case Json.Null _, Json.Bool _, Json.Num _, Json.Text _ -> NO_CHILDREN;
        };
    }

    private boolean leniently(
            List<PathStep> steps, int at, Json value, @Nullable List<Json> found) {
        boolean outer = ignoresStructure;
        ignoresStructure = true;
        try {
            return follow(steps, at, value, found);
        } finally {
            ignoresStructure = outer;
        }
    }

    private @Nullable Json method(PathStep.Method.Kind kind, Json value) {
        if (kind == PathStep.Method.Kind.SIZE && !(value instanceof Json.Array) && !lax) {
            missing("jsonpath item method .size() can only be applied to an array");
            return null;
        }
        return JsonPathMethods.apply(kind, value);
    }

    /** The values that an operand has; lax mode takes arrays apart. */
    private List<Json> operands(PathNode node, Json value, boolean unwraps) {
        List<Json> found = new ArrayList<>();
        evaluate(node, value, found);
        if (!unwraps || !lax || found.stream().noneMatch(Json.Array.class::isInstance)) {
            return found;
        }
        List<Json> flat = new ArrayList<>();
        for (Json one : found) {
            if (one instanceof Json.Array(List<Json> elements)) {
                flat.addAll(elements);
            } else {
                flat.add(one);
            }
        }
        return flat;
    }

    private Json arithmetic(PathNode.Arithmetic arithmetic, Json value) {
        List<Json> left = operands(arithmetic.left(), value, true);
        List<Json> right = operands(arithmetic.right(), value, true);
        BigDecimal a = single(left, "left", arithmetic.operator());
        BigDecimal b = single(right, "right", arithmetic.operator());
        return JsonPathMethods.arithmetic(arithmetic.operator(), a, b);
    }

    private static BigDecimal single(
            List<Json> values, String side, PathNode.Arithmetic.Operator operator) {
        if (values.size() == 1 && values.getFirst() instanceof Json.Num(BigDecimal number)) {
            return number;
        }
        throw new RowFailure(
                ErrorCode.NOT_ONE_JSON_ITEM,
                side
                        + " operand of jsonpath operator "
                        + operator.symbol()
                        + " is not a single numeric value");
    }

    private boolean sign(
            PathNode.Sign sign, List<PathStep> steps, Json value, @Nullable List<Json> found) {
        boolean onlyAsked = found == null && steps.isEmpty();
        boolean any = false;
        for (Json operand : operands(sign.operand(), value, true)) {
            if (operand instanceof Json.Num(BigDecimal number)) {
                Json result = new Json.Num(sign.negative() ? number.negate() : number);
                any |= follow(steps, 0, result, found);
                if (any && found == null) {
                    return true;
                }
            } else if (!onlyAsked) {
                throw failed(
                        "operand of unary jsonpath operator "
                                + (sign.negative() ? "-" : "+")
                                + " is not a numeric value");
            }
        }
        return any;
    }

    /** What a filter's predicate says of a value; null when it is unknown. */
    private @Nullable Boolean asked(PathNode.Predicate predicate, Json value) {
        Json outer = current;
        current = value;
        try {
            return truth(predicate, value);
        } finally {
            current = outer;
        }
    }

    private @Nullable Boolean truth(PathNode.Predicate predicate, Json value) {
        return switch (predicate) {
            case PathNode.And(PathNode.Predicate left, PathNode.Predicate right) -> {
                Boolean first = truth(left, value);
                if (Boolean.FALSE.equals(first)) {
                    yield false;
                }
                Boolean second = truth(right, value);
                yield Boolean.TRUE.equals(second) ? first : second;
            }
            case PathNode.Or(PathNode.Predicate left, PathNode.Predicate right) -> {
                Boolean first = truth(left, value);
                if (Boolean.TRUE.equals(first)) {
                    yield true;
                }
                Boolean second = truth(right, value);
                yield Boolean.FALSE.equals(second) ? first : second;
            }
            case PathNode.Not(PathNode.Predicate operand) -> {
                Boolean truth = truth(operand, value);
                yield truth == null ? null : (Boolean) !truth;
            }
            case PathNode.IsUnknown(PathNode.Predicate operand) -> truth(operand, value) == null;
            case PathNode.Exists(PathNode inner) ->
                    unknownOnFailure(
                            () -> {
                                if (lax) {
                                    return evaluate(inner, value, null);
                                }
                                List<Json> found = new ArrayList<>();
                                evaluate(inner, value, found);
                                return !found.isEmpty();
                            });
            case PathNode.Comparison comparison ->
                    unknownOnFailure(
                            () ->
                                    anyPair(
                                            operands(comparison.left(), value, true),
                                            operands(comparison.right(), value, true),
                                            (a, b) ->
                                                    JsonPathMethods.compare(
                                                            comparison.relation(), a, b)));
            case PathNode.StartsWith(PathNode text, PathNode prefix) ->
                    unknownOnFailure(
                            () ->
                                    anyPair(
                                            operands(text, value, true),
                                            operands(prefix, value, false),
                                            JsonPathRun::startsWith));
            case PathNode.LikeRegex regex ->
                    unknownOnFailure(
                            () ->
                                    anyPair(
                                            operands(regex.text(), value, true),
                                            List.of(new Json.Null()),
                                            (a, _) -> regexes.finds(regex, a)));
        };
    }

    private static @Nullable Boolean startsWith(Json text, Json prefix) {
        if (text instanceof Json.Text(String whole) && prefix instanceof Json.Text(String start)) {
            return whole.startsWith(start);
        }
        return null;
    }

    private static @Nullable Boolean unknownOnFailure(Supplier<@Nullable Boolean> question) {
        try {
            return question.get();
        } catch (RowFailure failure) {
            if (FATAL.contains(failure.code())) {
                throw failure;
            }
            return null;
        }
    }

    /** A question about two values; null when it cannot be answered. */
    @FunctionalInterface
    private interface Question {
        @Nullable Boolean ask(Json left, Json right);
    }

    /** Lax: true when some pair is; strict: unknown when some pair is, so that all are asked. */
    private @Nullable Boolean anyPair(List<Json> left, List<Json> right, Question question) {
        boolean found = false;
        boolean unknown = false;
        for (Json a : left) {
            for (Json b : right) {
                Boolean answer = question.ask(a, b);
                if (answer == null) {
                    if (!lax) {
                        return null;
                    }
                    unknown = true;
                } else if (answer) {
                    if (lax) {
                        return true;
                    }
                    found = true;
                }
            }
        }
        if (found) {
            return true;
        }
        return unknown ? null : (Boolean) false;
    }

    /** Members of an object by name, for variables that are given as a document. */
    static Map<String, Json> variables(Json document) {
        if (document instanceof Json.Obj object) {
            return object.members();
        }
        throw RowFailure.argument("\"vars\" argument is not an object");
    }
}
