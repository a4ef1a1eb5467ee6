package dev.tidemill.algebra.jsonpath;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.jsonpath.JsonPathLexer.Kind;
import dev.tidemill.algebra.jsonpath.JsonPathLexer.Word;
import dev.tidemill.algebra.jsonpath.PathNode.Arithmetic;
import dev.tidemill.algebra.jsonpath.PathNode.Comparison.Relation;
import dev.tidemill.algebra.jsonpath.PathNode.Predicate;
import dev.tidemill.algebra.jsonpath.PathStep.Elements;
import dev.tidemill.algebra.jsonpath.PathStep.Method;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a path by recursive descent, with the precedence of PostgreSQL's grammar: {@code ||},
 * {@code &&}, comparisons, {@code + -}, {@code * / %}, signs, steps. For one reading; not
 * thread-safe.
 */
final class JsonPathParser {
    /** How deeply parentheses, filters, signs and subscripts may nest. */
    static final int DEPTH_MAX = 100;

    /** How many parts a path may have. */
    static final int PARTS_MAX = 1_000;

    private static final String TIME_HINT = "Compare times as texts in one form.";
    private static final Set<String> TIME_METHODS =
            Set.of("datetime", "date", "time", "time_tz", "timestamp", "timestamp_tz");

    private final JsonPathLexer lexer;
    private final Set<String> variables = new HashSet<>();
    private Word word = new Word(Kind.END, "", 0, null);
    private Word ahead = word;
    private int depth;
    private int parts;
    private int filters;
    private int subscripts;

    JsonPathParser(String text) {
        this.lexer = new JsonPathLexer(text);
    }

    JsonPath path() throws JsonPathError {
        ahead = lexer.next();
        advance();
        boolean lax = !word.isKeyword("strict");
        if (word.isKeyword("strict") || word.isKeyword("lax")) {
            advance();
        }
        if (word.kind() == Kind.END) {
            throw new JsonPathError(ErrorCode.INVALID_CAST, "the path is empty", 0, "");
        }
        PathNode root = disjunction();
        if (word.kind() != Kind.END) {
            throw unexpected();
        }
        return new JsonPath(lax, root, variables);
    }

    private void advance() throws JsonPathError {
        word = ahead;
        if (ahead.kind() != Kind.END) {
            ahead = lexer.next();
        }
    }

    private boolean takes(String sign) throws JsonPathError {
        if (!word.isSign(sign)) {
            return false;
        }
        advance();
        return true;
    }

    private void expect(String sign) throws JsonPathError {
        if (!takes(sign)) {
            throw unexpected();
        }
    }

    private void expectKeyword(String keyword) throws JsonPathError {
        if (!word.isKeyword(keyword)) {
            throw unexpected();
        }
        advance();
    }

    private void enter() throws JsonPathError {
        if (++depth > DEPTH_MAX) {
            throw new JsonPathError(
                    ErrorCode.UNSUPPORTED_SQL,
                    "the path nests more than " + DEPTH_MAX + " deep",
                    word.offset(),
                    "");
        }
    }

    private void count() throws JsonPathError {
        if (++parts > PARTS_MAX) {
            throw new JsonPathError(
                    ErrorCode.UNSUPPORTED_SQL,
                    "the path has more than " + PARTS_MAX + " parts",
                    word.offset(),
                    "");
        }
    }

    /** Whatever stands between two parentheses. */
    private PathNode disjunction() throws JsonPathError {
        enter();
        int from = word.offset();
        PathNode left = conjunction();
        while (word.isSign("||")) {
            Predicate first = predicate(left, from);
            advance();
            int at = word.offset();
            left = new PathNode.Or(first, predicate(conjunction(), at));
        }
        depth--;
        return left;
    }

    private PathNode conjunction() throws JsonPathError {
        int from = word.offset();
        PathNode left = comparison();
        while (word.isSign("&&")) {
            count();
            Predicate first = predicate(left, from);
            advance();
            int at = word.offset();
            left = new PathNode.And(first, predicate(comparison(), at));
        }
        return left;
    }

    private static Predicate predicate(PathNode node, int offset) throws JsonPathError {
        if (node instanceof Predicate predicate) {
            return predicate;
        }
        throw JsonPathLexer.error("a condition belongs here", offset);
    }

    private PathNode comparison() throws JsonPathError {
        if (word.isSign("!")) {
            return negation();
        }
        int from = word.offset();
        PathNode left = sum();
        if (word.isKeyword("starts")) {
            requireValue(left, from);
            advance();
            expectKeyword("with");
            return new PathNode.StartsWith(left, prefix());
        }
        if (word.isKeyword("like_regex")) {
            requireValue(left, from);
            advance();
            return likeRegex(left);
        }
        Relation relation = relation();
        if (relation == null) {
            return left;
        }
        requireValue(left, from);
        count();
        advance();
        int at = word.offset();
        PathNode right = sum();
        requireValue(right, at);
        return new PathNode.Comparison(relation, left, right);
    }

    private static void requireValue(PathNode node, int offset) throws JsonPathError {
        if (node instanceof Predicate) {
            throw JsonPathLexer.error("a value belongs here, not a condition", offset);
        }
    }

    private Predicate negation() throws JsonPathError {
        advance();
        int from = word.offset();
        boolean delimited = word.isSign("(") || isExists();
        if (!delimited) {
            throw JsonPathLexer.error("a condition in parentheses belongs behind !", from);
        }
        count();
        return new PathNode.Not(predicate(primary(), from));
    }

    private boolean isExists() {
        return word.isKeyword("exists") && ahead.isSign("(");
    }

    private @Nullable Relation relation() {
        if (word.kind() != Kind.SIGN) {
            return null;
        }
        return switch (word.text()) {
            case "==" -> Relation.EQUAL;
            case "!=" -> Relation.NOT_EQUAL;
            case "<" -> Relation.LESS;
            case "<=" -> Relation.LESS_OR_EQUAL;
            case ">" -> Relation.GREATER;
            case ">=" -> Relation.GREATER_OR_EQUAL;
            default -> null;
        };
    }

    private PathNode prefix() throws JsonPathError {
        Word prefix = word;
        advance();
        return switch (prefix.kind()) {
            case STRING -> new PathNode.Constant(new Json.Text(prefix.text()));
            case VARIABLE -> variable(prefix);
            case NAME, NUMBER, SIGN, END ->
                    throw JsonPathLexer.error(
                            "a string or a variable belongs behind starts with", prefix.offset());
        };
    }

    private Predicate likeRegex(PathNode text) throws JsonPathError {
        String pattern = string();
        String flags = "";
        if (word.isKeyword("flag")) {
            advance();
            Word given = word;
            flags = string();
            for (int i = 0; i < flags.length(); i++) {
                if (flags.charAt(i) == 'x') {
                    throw new JsonPathError(
                            ErrorCode.UNSUPPORTED_SQL,
                            "the flag x of like_regex is not supported",
                            given.offset(),
                            "Write the pattern without blanks and comments.");
                }
                if ("ismq".indexOf(flags.charAt(i)) < 0) {
                    throw JsonPathLexer.error(
                            "like_regex has the flags i, s, m and q only", given.offset());
                }
            }
        }
        return new PathNode.LikeRegex(text, pattern, flags);
    }

    private String string() throws JsonPathError {
        if (word.kind() != Kind.STRING) {
            throw error("a string in double quotes belongs here");
        }
        String string = word.text();
        advance();
        return string;
    }

    private PathNode sum() throws JsonPathError {
        int from = word.offset();
        PathNode left = product();
        while (word.isSign("+") || word.isSign("-")) {
            Arithmetic.Operator operator =
                    word.isSign("+") ? Arithmetic.Operator.ADD : Arithmetic.Operator.SUBTRACT;
            left = arithmetic(operator, left, from, false);
        }
        return left;
    }

    private PathNode product() throws JsonPathError {
        int from = word.offset();
        PathNode left = signed();
        while (word.isSign("*") || word.isSign("/") || word.isSign("%")) {
            Arithmetic.Operator operator =
                    switch (word.text()) {
                        case "*" -> Arithmetic.Operator.MULTIPLY;
                        case "/" -> Arithmetic.Operator.DIVIDE;
                        default -> Arithmetic.Operator.MODULO;
                    };
            left = arithmetic(operator, left, from, true);
        }
        return left;
    }

    private PathNode arithmetic(
            Arithmetic.Operator operator, PathNode left, int from, boolean binding)
            throws JsonPathError {
        requireValue(left, from);
        count();
        advance();
        int at = word.offset();
        PathNode right = binding ? signed() : product();
        requireValue(right, at);
        return new Arithmetic(operator, left, right);
    }

    private PathNode signed() throws JsonPathError {
        if (!word.isSign("+") && !word.isSign("-")) {
            return primary();
        }
        enter();
        boolean negative = word.isSign("-");
        advance();
        int from = word.offset();
        PathNode operand = signed();
        requireValue(operand, from);
        depth--;
        return new PathNode.Sign(negative, operand);
    }

    private PathNode primary() throws JsonPathError {
        count();
        boolean parenthesised = word.isSign("(");
        PathNode start = start();
        if (parenthesised && word.isKeyword("is")) {
            advance();
            expectKeyword("unknown");
            return new PathNode.IsUnknown(predicate(start, word.offset()));
        }
        if (start instanceof PathNode.Exists) {
            return start;
        }
        List<PathStep> steps = steps();
        if (start instanceof PathNode.Steps(PathNode inner, List<PathStep> before)) {
            List<PathStep> all = new ArrayList<>(before);
            all.addAll(steps);
            return new PathNode.Steps(inner, all);
        }
        return steps.isEmpty() ? start : new PathNode.Steps(start, steps);
    }

    private PathNode start() throws JsonPathError {
        Word first = word;
        if (takes("(")) {
            PathNode inner = disjunction();
            expect(")");
            return inner;
        }
        if (isExists()) {
            advance();
            advance();
            int from = word.offset();
            PathNode path = disjunction();
            requireValue(path, from);
            expect(")");
            return new PathNode.Exists(path);
        }
        advance();
        return switch (first.kind()) {
            case STRING -> new PathNode.Constant(new Json.Text(first.text()));
            case NUMBER ->
                    new PathNode.Constant(
                            new Json.Num(
                                    first.number() == null ? BigDecimal.ZERO : first.number()));
            case VARIABLE -> variable(first);
            case NAME -> named(first);
            case SIGN -> place(first);
            case END -> throw JsonPathLexer.error("the path ends too early", first.offset());
        };
    }

    private PathNode variable(Word word) {
        variables.add(word.text());
        return new PathNode.Variable(word.text());
    }

    private PathNode place(Word sign) throws JsonPathError {
        if (sign.text().equals("$")) {
            return new PathNode.Root();
        }
        if (!sign.text().equals("@")) {
            throw unexpected(sign);
        }
        if (filters == 0) {
            throw JsonPathLexer.error("@ stands in filters only", sign.offset());
        }
        return new PathNode.Current();
    }

    private PathNode named(Word name) throws JsonPathError {
        return switch (name.text()) {
            case "null" -> new PathNode.Constant(new Json.Null());
            case "true" -> new PathNode.Constant(new Json.Bool(true));
            case "false" -> new PathNode.Constant(new Json.Bool(false));
            default -> {
                if (!name.isKeyword("last")) {
                    throw unexpected(name);
                }
                if (subscripts == 0) {
                    throw JsonPathLexer.error("last stands in subscripts only", name.offset());
                }
                yield new PathNode.Last();
            }
        };
    }

    private List<PathStep> steps() throws JsonPathError {
        List<PathStep> steps = new ArrayList<>();
        while (true) {
            if (takes(".")) {
                steps.add(afterPoint());
            } else if (takes("[")) {
                steps.add(elements());
            } else if (takes("?")) {
                steps.add(filter());
            } else {
                return steps;
            }
            count();
        }
    }

    private PathStep afterPoint() throws JsonPathError {
        if (takes("*")) {
            return new PathStep.AnyMember();
        }
        if (takes("**")) {
            return depths();
        }
        Word name = word;
        if (name.kind() == Kind.STRING) {
            advance();
            return new PathStep.Member(name.text());
        }
        if (name.kind() != Kind.NAME) {
            throw unexpected();
        }
        advance();
        return word.isSign("(") ? method(name) : new PathStep.Member(name.text());
    }

    private PathStep depths() throws JsonPathError {
        if (!takes("{")) {
            return new PathStep.Depths(0, PathStep.Depths.LAST);
        }
        int first = depth();
        int last = first;
        if (word.isKeyword("to")) {
            advance();
            last = depth();
        }
        expect("}");
        return new PathStep.Depths(first, last);
    }

    private int depth() throws JsonPathError {
        if (word.isKeyword("last")) {
            advance();
            return PathStep.Depths.LAST;
        }
        return whole("a depth");
    }

    private int whole(String what) throws JsonPathError {
        BigDecimal number = word.number();
        if (number == null || number.scale() > 0 || number.precision() - number.scale() > 9) {
            throw error(what + " is a whole number");
        }
        advance();
        return number.intValueExact();
    }

    private PathStep elements() throws JsonPathError {
        if (takes("*")) {
            expect("]");
            return new PathStep.AnyElement();
        }
        subscripts++;
        List<Elements.Range> ranges = new ArrayList<>();
        do {
            PathNode from = position();
            PathNode to = null;
            if (word.isKeyword("to")) {
                advance();
                to = position();
            }
            ranges.add(new Elements.Range(from, to));
        } while (takes(","));
        subscripts--;
        expect("]");
        return new Elements(ranges);
    }

    private PathNode position() throws JsonPathError {
        enter();
        int from = word.offset();
        PathNode position = sum();
        requireValue(position, from);
        depth--;
        return position;
    }

    private PathStep filter() throws JsonPathError {
        expect("(");
        filters++;
        int from = word.offset();
        Predicate predicate = predicate(disjunction(), from);
        filters--;
        expect(")");
        return new PathStep.Filter(predicate);
    }

    private PathStep method(Word name) throws JsonPathError {
        String method = name.text().toLowerCase(Locale.ROOT);
        if (TIME_METHODS.contains(method)) {
            throw unsupported(name, TIME_HINT);
        }
        if (method.equals("keyvalue")) {
            throw unsupported(name, "Name the members.");
        }
        expect("(");
        if (method.equals("decimal") && !word.isSign(")")) {
            return decimal();
        }
        expect(")");
        if (method.equals("decimal")) {
            return new Method(Method.Kind.NUMBER);
        }
        for (Method.Kind kind : Method.Kind.values()) {
            if (kind.name().equalsIgnoreCase(method)) {
                return new Method(kind);
            }
        }
        throw JsonPathLexer.error("there is no method ." + name.text() + "()", name.offset());
    }

    private PathStep decimal() throws JsonPathError {
        Word given = word;
        int precision = whole("a precision");
        int scale = 0;
        if (takes(",")) {
            boolean negative = takes("-");
            scale = whole("a scale");
            scale = negative ? -scale : scale;
        }
        expect(")");
        if (precision < 1 || precision > JsonPathLexer.DIGITS_MAX || Math.abs(scale) > precision) {
            throw new JsonPathError(
                    ErrorCode.UNSUPPORTED_SQL,
                    "decimal(" + precision + ", " + scale + ") is not supported",
                    given.offset(),
                    "A precision is 1 to "
                            + JsonPathLexer.DIGITS_MAX
                            + ", a scale no more than it.");
        }
        return new PathStep.Decimal(precision, scale);
    }

    private static JsonPathError unsupported(Word method, String hint) {
        return new JsonPathError(
                ErrorCode.UNSUPPORTED_SQL,
                "the path's method ." + method.text() + "() is not supported",
                method.offset(),
                hint);
    }

    private JsonPathError unexpected() {
        return unexpected(word);
    }

    private static JsonPathError unexpected(Word word) {
        String what = word.kind() == Kind.END ? "the path ends too early" : "";
        return JsonPathLexer.error(
                what.isEmpty() ? "\"" + word.text() + "\" cannot stand here" : what, word.offset());
    }

    private JsonPathError error(String message) {
        return JsonPathLexer.error(message, word.offset());
    }
}
