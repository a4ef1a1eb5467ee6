package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.JavaCall;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.CompareKernel.Relation;
import java.util.List;

/** Turns an expression into a tree of kernels; sub-expressions without columns become constants. */
public final class ExpressionCompiler {
    private ExpressionCompiler() {}

    public static Kernel compile(Expr expression) {
        Kernel kernel =
                switch (expression) {
                    case ColumnRef column -> new ColumnKernel(column.index());
                    case Literal literal -> new LiteralKernel(literal);
                    case Call call -> call(call);
                    case JavaCall call -> java(call);
                    case Cast cast -> CastCompiler.compile(cast, compile(cast.input()));
                    case Logical logical -> logical(logical);
                    case Case choice -> choice(choice);
                    case Coalesce coalesce ->
                            new CoalesceKernel(all(coalesce.operands()), coalesce.type());
                    case InList list -> new InListKernel(list, compile(list.input()));
                    case Now _ ->
                            throw new TidemillException(
                                    ErrorCode.UNSUPPORTED_SQL,
                                    "now() may only bound a row's validity in WHERE");
                };
        return isConstant(expression) ? folded(expression, kernel) : kernel;
    }

    private static boolean isConstant(Expr expression) {
        return !(expression instanceof Literal)
                && !(expression instanceof ColumnRef)
                && expression.children().stream()
                        .allMatch(child -> child instanceof Literal || isConstant(child));
    }

    /** The constant that the kernel gives; a kernel that fails is left to fail row by row. */
    private static Kernel folded(Expr expression, Kernel kernel) {
        Frame frame = Frame.over(new Batch(new Schema(List.of()), new Column[0], 1, null));
        Column value = kernel.evaluate(frame, Selection.all(1));
        return frame.errors().isEmpty()
                ? new LiteralKernel(new Literal(value.value(0), expression.type()))
                : kernel;
    }

    private static Kernel[] all(List<Expr> expressions) {
        return expressions.stream().map(ExpressionCompiler::compile).toArray(Kernel[]::new);
    }

    private static Kernel logical(Logical logical) {
        boolean[] fallible = new boolean[logical.operands().size()];
        for (int i = 0; i < fallible.length; i++) {
            fallible[i] = !isCheapAndSafe(logical.operands().get(i));
        }
        return new LogicalKernel(logical.kind(), all(logical.operands()), fallible);
    }

    private static Kernel choice(Case choice) {
        if (SwitchKernel.fits(choice)) {
            return SwitchKernel.of(choice);
        }
        return new CaseKernel(
                all(choice.branches().stream().map(Case.Branch::condition).toList()),
                all(choice.branches().stream().map(Case.Branch::result).toList()),
                compile(choice.otherwise()),
                choice.type());
    }

    /** True when computing the expression for rows that do not need it is harmless. */
    private static boolean isCheapAndSafe(Expr expression) {
        boolean self =
                switch (expression) {
                    case ColumnRef _, Literal _, Logical _ -> true;
                    case InList list -> list.input().type().physical() != Physical.BYTES;
                    case Call call ->
                            switch (call.function()) {
                                case EQUAL,
                                        NOT_EQUAL,
                                        LESS,
                                        LESS_OR_EQUAL,
                                        GREATER,
                                        GREATER_OR_EQUAL,
                                        NOT,
                                        IS_NULL,
                                        IS_NOT_NULL,
                                        IS_TRUE,
                                        IS_NOT_TRUE,
                                        IS_FALSE,
                                        IS_NOT_FALSE ->
                                        true;
                                default -> false;
                            };
                    case Cast cast -> WidenKernel.widens(cast.input().type(), cast.type());
                    case JavaCall _, Case _, Coalesce _, Now _ -> false;
                };
        return self && expression.children().stream().allMatch(ExpressionCompiler::isCheapAndSafe);
    }

    private static Kernel call(Call call) {
        ScalarFunction function = call.function();
        return switch (function) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO -> arithmetic(call);
            case NEGATE, ABS, SIGN, ROUND, TRUNCATE, FLOOR, CEIL ->
                    rowWise(NumberFunctions.of(call), call);
            case ROUND_TO, TRUNCATE_TO -> rowWise(NumberFunctions.toDigits(call), call);
            case GCD, LCM, BIT_AND, BIT_OR, BIT_XOR, BIT_NOT, SHIFT_LEFT, SHIFT_RIGHT ->
                    rowWise(BitFunctions.of(call), call);
            case CBRT, COT, SINH, COSH, TANH, ASINH, ACOSH, ATANH, LOG, WIDTH_BUCKET ->
                    rowWise(RareMathFunctions.of(function), call);
            case SQRT,
                    EXP,
                    ROUND_TO_BYTE,
                    LN,
                    LOG10,
                    POWER,
                    SIN,
                    COS,
                    TAN,
                    ASIN,
                    ACOS,
                    ATAN,
                    ATAN2,
                    RADIANS,
                    DEGREES,
                    PI ->
                    rowWise(MathFunctions.of(function), call);
            case EQUAL -> compare(Relation.EQUAL, false, call, false);
            case NOT_EQUAL -> compare(Relation.EQUAL, true, call, false);
            case LESS -> compare(Relation.LESS, false, call, false);
            case LESS_OR_EQUAL -> compare(Relation.LESS_OR_EQUAL, false, call, false);
            case GREATER -> compare(Relation.LESS, false, call, true);
            case GREATER_OR_EQUAL -> compare(Relation.LESS_OR_EQUAL, false, call, true);
            case IS_DISTINCT, IS_NOT_DISTINCT ->
                    new DistinctKernel(
                            function == ScalarFunction.IS_DISTINCT,
                            compile(call.arguments().get(0)),
                            compile(call.arguments().get(1)));
            case NOT, IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE ->
                    new TruthKernel(function, compile(call.arguments().getFirst()));
            case ONE_ROW ->
                    new OneRowKernel(
                            compile(call.arguments().get(0)),
                            compile(call.arguments().get(1)),
                            call.toString());
            case NULLIF, GREATEST, LEAST ->
                    new ChoiceKernel(function, all(call.arguments()), call.type());
            case CONCAT_SKIP_NULLS -> lenient(TextFunctions.of(function), call);
            case CONCAT,
                    UPPER,
                    LOWER,
                    INITCAP,
                    LENGTH,
                    OCTET_LENGTH,
                    SUBSTRING,
                    LEFT,
                    RIGHT,
                    TRIM,
                    LTRIM,
                    RTRIM,
                    LPAD,
                    RPAD,
                    REPEAT,
                    REVERSE,
                    REPLACE,
                    POSITION,
                    SPLIT_PART,
                    STARTS_WITH,
                    ASCII,
                    CHR,
                    MD5 ->
                    rowWise(TextFunctions.of(function), call);
            case CONCAT_WS -> lenient(TextFunctions::concatWithSeparator, call);
            case TRANSLATE,
                    OVERLAY,
                    BIT_LENGTH,
                    TO_HEX,
                    SHA256,
                    HASH64,
                    QUOTE_LITERAL,
                    QUOTE_IDENT ->
                    rowWise(RareTextFunctions.of(function), call);
            case REGEXP_LIKE, REGEXP_COUNT, REGEXP_SUBSTRING, REGEXP_GROUPS, REGEXP_SPLIT ->
                    rowWise(new RegexSearch(function), call);
            case ARRAY,
                    ELEMENT,
                    CARDINALITY,
                    ARRAY_LENGTH,
                    ARRAY_APPEND,
                    ARRAY_PREPEND,
                    ARRAY_CONCAT,
                    ARRAY_POSITION,
                    ARRAY_REMOVE,
                    IN_ARRAY,
                    ARRAY_CONTAINS,
                    ARRAY_OVERLAPS,
                    ARRAY_TO_STRING,
                    STRING_TO_ARRAY ->
                    lenient(ArrayFunctions.of(call), call);
            case JSON_BUILD_OBJECT, JSON_BUILD_ARRAY -> lenient(JsonBuild.of(function), call);
            case JSON_EXISTS,
                    JSON_VALUE,
                    JSON_QUERY,
                    JSON_PATH_EXISTS,
                    JSON_PATH_FIRST,
                    JSON_PATH_ARRAY,
                    JSON_PATH_MATCH ->
                    lenient(new JsonPathFunction(call), call);
            case IS_JSON -> rowWise(JsonTest::apply, call);
            case TO_CHAR ->
                    rowWise(TemplateFunction.toChar(call.arguments().getFirst().type()), call);
            case TO_DATE, PARSE_TIMESTAMP -> rowWise(TemplateFunction.reading(call.type()), call);
            case FORMAT -> lenient(TemplateFunction.format(), call);
            case TO_JSON -> rowWise(new JsonForm(call.arguments().getFirst().type()), call);
            case JSON_GET,
                    JSON_GET_TEXT,
                    JSON_PATH,
                    JSON_PATH_TEXT,
                    JSON_HAS_KEY,
                    JSON_TYPEOF,
                    JSON_ARRAY_LENGTH,
                    JSON_ELEMENTS,
                    JSON_ELEMENTS_TEXT ->
                    rowWise(JsonAccess.of(function), call);
            case JSON_CONTAINS, JSON_STRIP_NULLS, JSON_CONCAT, JSON_DELETE ->
                    rowWise(JsonTrees.of(function), call);
            case AT_TIME_ZONE, DATE_TRUNC_ZONE -> rowWise(new ZoneFunction(function), call);
            case OVERLAPS -> lenient(CalendarFunctions::overlaps, call);
            case AGE,
                    MAKE_DATE,
                    MAKE_TIMESTAMP,
                    MAKE_INTERVAL,
                    JUSTIFY_HOURS,
                    JUSTIFY_DAYS,
                    JUSTIFY_INTERVAL ->
                    rowWise(CalendarFunctions.of(function), call);
            case LIKE, ILIKE -> rowWise(new LikeFunction(function == ScalarFunction.ILIKE), call);
            case REGEXP_MATCH, REGEXP_IMATCH, REGEXP_REPLACE ->
                    rowWise(new RegexFunction(function), call);
            case EXTRACT -> extract(call);
            case DATE_TRUNC -> dateTrunc(call);
            case TIMESTAMP_ADD, TIMESTAMP_SUBTRACT -> shift(call);
            case DATE_BIN,
                    TIMESTAMP_DIFFERENCE,
                    DATE_ADD,
                    DATE_SUBTRACT,
                    DATE_DIFFERENCE,
                    INTERVAL_ADD,
                    INTERVAL_SUBTRACT,
                    INTERVAL_NEGATE,
                    INTERVAL_MULTIPLY,
                    INTERVAL_DIVIDE,
                    TO_TIMESTAMP ->
                    rowWise(TimeFunctions.of(function), call);
        };
    }

    private static Kernel rowWise(RowFunction function, Call call) {
        return new RowWiseKernel(
                function, all(call.arguments()), call.type(), call.toString(), true);
    }

    /** A function that is asked even where an argument is NULL. */
    private static Kernel lenient(RowFunction function, Call call) {
        return new RowWiseKernel(
                function, all(call.arguments()), call.type(), call.toString(), false);
    }

    private static Kernel java(JavaCall call) {
        return new RowWiseKernel(
                new JavaInvocation(call.function()),
                all(call.arguments()),
                call.type(),
                call.toString(),
                !call.function().calledOnNull());
    }

    private static Kernel arithmetic(Call call) {
        Kernel left = compile(call.arguments().get(0));
        Kernel right = compile(call.arguments().get(1));
        return switch (call.type().physical()) {
            case INT -> new IntArithmetic(call, left, right);
            case LONG -> new LongArithmetic(call, left, right);
            case DOUBLE -> new DoubleArithmetic(call, left, right);
            case INT128 -> new DecimalArithmetic(call, left, right);
            case BOOL, BYTES, INTERVAL ->
                    throw new IllegalArgumentException(call + " is not over numbers");
        };
    }

    private static Kernel compare(Relation relation, boolean negated, Call call, boolean swapped) {
        Kernel left = compile(call.arguments().get(swapped ? 1 : 0));
        Kernel right = compile(call.arguments().get(swapped ? 0 : 1));
        return new CompareKernel(relation, negated, left, right);
    }

    private static Kernel extract(Call call) {
        TimeField field = null;
        if (call.arguments().getFirst() instanceof Literal literal
                && literal.value() instanceof String name) {
            field = TimeField.named(name);
        }
        return rowWise(new ExtractFunction(field, call.type()), call);
    }

    private static Kernel dateTrunc(Call call) {
        if (call.arguments().getFirst() instanceof Literal literal
                && literal.value() instanceof String name) {
            TimeUnit unit = TimeUnit.named(name);
            if (unit != null) {
                return new DateTruncKernel(unit, compile(call.arguments().get(1)), call);
            }
        }
        return rowWise(TimeFunctions.of(ScalarFunction.DATE_TRUNC), call);
    }

    private static Kernel shift(Call call) {
        Kernel input = compile(call.arguments().get(0));
        if (compile(call.arguments().get(1)) instanceof LiteralKernel constant
                && constant.literal().value() instanceof Interval interval
                && interval.months() == 0) {
            boolean negative = call.function() == ScalarFunction.TIMESTAMP_SUBTRACT;
            return new ShiftKernel(ShiftKernel.length(interval, negative), input, call);
        }
        return rowWise(TimeFunctions.of(call.function()), call);
    }
}
