package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.JavaAggregate;
import dev.tidemill.algebra.function.JavaFunction;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.CastRules;
import dev.tidemill.sql.validate.IntervalText;
import dev.tidemill.sql.validate.JavaAggregateOperator;
import dev.tidemill.sql.validate.JavaRules;
import dev.tidemill.sql.validate.LiveFunction;
import dev.tidemill.sql.validate.LiveOperatorTable;
import dev.tidemill.sql.validate.PostgresFunctions;
import dev.tidemill.sql.validate.PostgresOperators;
import dev.tidemill.sql.validate.PredictFunctions;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Replaces Calcite's operators and functions by ours, so that PostgreSQL's typing holds. What has
 * no replacement is refused where it stands.
 */
public final class PostgresDialect extends SqlShuttle {
    private static final Map<SqlOperator, LiveFunction> OPERATORS =
            Map.ofEntries(
                    Map.entry(SqlStdOperatorTable.PLUS, PostgresOperators.ADD),
                    Map.entry(SqlStdOperatorTable.MINUS, PostgresOperators.SUBTRACT),
                    Map.entry(SqlStdOperatorTable.MULTIPLY, PostgresOperators.MULTIPLY),
                    Map.entry(SqlStdOperatorTable.DIVIDE, PostgresOperators.DIVIDE),
                    Map.entry(SqlStdOperatorTable.PERCENT_REMAINDER, PostgresOperators.MODULO),
                    Map.entry(SqlStdOperatorTable.UNARY_MINUS, PostgresOperators.NEGATE),
                    Map.entry(SqlStdOperatorTable.EQUALS, PostgresOperators.EQUAL),
                    Map.entry(SqlStdOperatorTable.NOT_EQUALS, PostgresOperators.NOT_EQUAL),
                    Map.entry(SqlStdOperatorTable.LESS_THAN, PostgresOperators.LESS),
                    Map.entry(
                            SqlStdOperatorTable.LESS_THAN_OR_EQUAL,
                            PostgresOperators.LESS_OR_EQUAL),
                    Map.entry(SqlStdOperatorTable.GREATER_THAN, PostgresOperators.GREATER),
                    Map.entry(
                            SqlStdOperatorTable.GREATER_THAN_OR_EQUAL,
                            PostgresOperators.GREATER_OR_EQUAL),
                    Map.entry(SqlStdOperatorTable.IS_DISTINCT_FROM, PostgresOperators.IS_DISTINCT),
                    Map.entry(
                            SqlStdOperatorTable.IS_NOT_DISTINCT_FROM,
                            PostgresOperators.IS_NOT_DISTINCT),
                    Map.entry(SqlStdOperatorTable.AND, PostgresOperators.AND),
                    Map.entry(SqlStdOperatorTable.OR, PostgresOperators.OR),
                    Map.entry(SqlStdOperatorTable.NOT, PostgresOperators.NOT),
                    Map.entry(SqlStdOperatorTable.IS_NULL, PostgresOperators.IS_NULL),
                    Map.entry(SqlStdOperatorTable.IS_NOT_NULL, PostgresOperators.IS_NOT_NULL),
                    Map.entry(SqlStdOperatorTable.IS_TRUE, PostgresOperators.IS_TRUE),
                    Map.entry(SqlStdOperatorTable.IS_NOT_TRUE, PostgresOperators.IS_NOT_TRUE),
                    Map.entry(SqlStdOperatorTable.IS_FALSE, PostgresOperators.IS_FALSE),
                    Map.entry(SqlStdOperatorTable.IS_NOT_FALSE, PostgresOperators.IS_NOT_FALSE),
                    Map.entry(SqlStdOperatorTable.IS_UNKNOWN, PostgresOperators.IS_NULL),
                    Map.entry(SqlStdOperatorTable.IS_NOT_UNKNOWN, PostgresOperators.IS_NOT_NULL),
                    Map.entry(SqlStdOperatorTable.CONCAT, function("||")),
                    Map.entry(SqlStdOperatorTable.LIKE, function("like")),
                    Map.entry(SqlLibraryOperators.ILIKE, function("ilike")),
                    Map.entry(SqlStdOperatorTable.SIMILAR_TO, function("similar to")),
                    Map.entry(
                            SqlStdOperatorTable.POSIX_REGEX_CASE_SENSITIVE,
                            function("regexp_like")),
                    Map.entry(
                            SqlStdOperatorTable.POSIX_REGEX_CASE_INSENSITIVE,
                            function("regexp_ilike")),
                    Map.entry(SqlStdOperatorTable.POSITION, function("position")),
                    Map.entry(SqlStdOperatorTable.SUBSTRING, function("substring")),
                    Map.entry(SqlStdOperatorTable.ITEM, function("[]")),
                    Map.entry(SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR, function("array")),
                    Map.entry(SqlLibraryOperators.TRANSLATE3, function("translate")),
                    Map.entry(SqlStdOperatorTable.OVERLAY, function("overlay")),
                    Map.entry(PostgresSyntax.POWER, function("power")),
                    Map.entry(SqlStdOperatorTable.FLOOR, function("floor")),
                    Map.entry(SqlStdOperatorTable.CEIL, function("ceil")));

    private static final Map<SqlOperator, LiveFunction> NEGATED_OPERATORS =
            Map.of(
                    SqlStdOperatorTable.NOT_LIKE, function("like"),
                    SqlStdOperatorTable.NOT_SIMILAR_TO, function("similar to"),
                    SqlLibraryOperators.NOT_ILIKE, function("ilike"),
                    SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_SENSITIVE, function("regexp_like"),
                    SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_INSENSITIVE,
                            function("regexp_ilike"));

    private static final Map<String, LiveFunction> CONTEXT_VARIABLES =
            Map.of(
                    "current_timestamp", PostgresOperators.NOW,
                    "localtimestamp", PostgresOperators.LOCAL_NOW,
                    "current_date", PostgresOperators.TODAY);

    /** The statement in our operators. */
    public static SqlNode rewrite(
            SqlNode statement, Function<String, Optional<ProjectFunction>> functions) {
        return rewrite(
                statement,
                functions,
                call -> {
                    throw unknownFunction(call.getOperator().getName(), call.getParserPosition());
                });
    }

    /**
     * The statement in our operators.
     *
     * @param predictions the function that a call of PREDICT is
     */
    public static SqlNode rewrite(
            SqlNode statement,
            Function<String, Optional<ProjectFunction>> functions,
            Function<SqlCall, LiveFunction> predictions) {
        SqlNode rewritten = statement.accept(new PostgresDialect(functions, predictions));
        return rewritten == null ? statement : rewritten;
    }

    private final Function<String, Optional<ProjectFunction>> functions;
    private final Function<SqlCall, LiveFunction> predictions;

    private PostgresDialect(
            Function<String, Optional<ProjectFunction>> functions,
            Function<SqlCall, LiveFunction> predictions) {
        this.functions = functions;
        this.predictions = predictions;
    }

    private static LiveFunction function(String name) {
        LiveFunction function = PostgresFunctions.named(name);
        if (function == null) {
            throw new IllegalStateException("no function " + name);
        }
        return function;
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier id) {
        if (id.isSimple() && !id.isComponentQuoted(0)) {
            LiveFunction variable = CONTEXT_VARIABLES.get(id.getSimple().toLowerCase(Locale.ROOT));
            if (variable != null) {
                return variable.createCall(id.getParserPosition());
            }
        }
        return id;
    }

    @Override
    public @Nullable SqlNode visit(SqlLiteral literal) {
        if (!(literal instanceof SqlUnknownLiteral unknown)) {
            return literal;
        }
        Type type =
                switch (unknown.tag) {
                    case "DATE" -> Type.DATE;
                    case "TIMESTAMP", "DATETIME" -> Type.TIMESTAMP;
                    case "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH LOCAL TIME ZONE" ->
                            Type.TIMESTAMPTZ;
                    default ->
                            throw SqlErrors.unsupported(
                                    literal, "a constant of type " + unknown.tag);
                };
        SqlParserPos position = literal.getParserPosition();
        SqlNode text = SqlLiteral.createCharString(unknown.getValueAs(String.class), position);
        return CastRules.castTo(type).createCall(position, text);
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        SqlOperator operator = call.getOperator();
        if (call.getKind() == SqlKind.AS) {
            return alias(call);
        }
        if (call.getKind() == SqlKind.WITHIN_GROUP
                && call.operand(0) instanceof SqlCall inner
                && OrderedAggregates.isOfOrder(inner)) {
            return OrderedAggregates.ofOrder(inner, call.operand(1), this::rewritten);
        }
        if (operator instanceof SqlUnresolvedFunction) {
            return named(call);
        }
        if (PostgresSyntax.BY_NAME.contains(operator)) {
            return JsonSyntax.checked(replaced(function(operator.getName()), call));
        }
        if (JsonSyntax.isTest(operator)) {
            return JsonSyntax.test(call, rewritten(call.operand(0)));
        }
        if (operator instanceof SqlAggFunction
                && LiveOperatorTable.aggregate(operator.getName()) != null) {
            return OrderedAggregates.named(call, operands(call));
        }
        LiveFunction ours = OPERATORS.get(operator);
        if (ours != null) {
            return replaced(ours, call);
        }
        LiveFunction negated = NEGATED_OPERATORS.get(operator);
        if (negated != null) {
            return not(call, replaced(negated, call));
        }
        return switch (call.getKind()) {
            case PLUS_PREFIX -> operands(call).getFirst();
            case CAST -> cast(call);
            case BETWEEN -> between(call);
            case IN, NOT_IN -> in(call);
            case SOME -> ofSubquery(call) ? sameOperator(call) : any(call);
            case ALL -> ofSubquery(call) ? sameOperator(call) : not(call, any(call));
            case OVERLAPS -> overlaps(call);
            case CASE -> choice((SqlCase) call);
            case EXTRACT -> extract(call);
            case TRIM -> trim(call);
            case OVER -> new OverSyntax(this::rewritten).rewritten(call);
            default -> special(call);
        };
    }

    private static boolean ofSubquery(SqlCall call) {
        return !(call.operand(1) instanceof SqlNodeList);
    }

    private SqlNode sameOperator(SqlCall call) {
        return call.getOperator().createCall(call.getParserPosition(), operands(call));
    }

    /** {@code x = ANY (array)}, where the array stands alone in a list. */
    private SqlNode any(SqlCall call) {
        SqlNode array = ((SqlNodeList) call.operand(1)).get(0);
        return function("= any")
                .createCall(call.getParserPosition(), rewritten(call.operand(0)), rewritten(array));
    }

    private SqlNode overlaps(SqlCall call) {
        List<SqlNode> ends = new ArrayList<>();
        for (SqlNode period : call.getOperandList()) {
            ends.addAll(operands((SqlCall) period));
        }
        return function("overlaps").createCall(call.getParserPosition(), ends);
    }

    private @Nullable SqlNode special(SqlCall call) {
        if (call.getOperator() == PostgresOperators.INTERVAL) {
            checkInterval(call);
            return call;
        }
        return super.visit(call);
    }

    private static void checkInterval(SqlCall call) {
        try {
            IntervalText.parse(((SqlLiteral) call.operand(0)).getValueAs(String.class));
        } catch (TidemillException e) {
            SqlParserPos position = call.getParserPosition();
            throw e.at(Place.at(position.getLineNum(), position.getColumnNum()));
        }
    }

    /** Only the first operand of AS is an expression; the others are names. */
    private SqlNode alias(SqlCall call) {
        List<SqlNode> operands = new ArrayList<>(call.getOperandList());
        operands.set(0, rewritten(operands.getFirst()));
        return call.getOperator().createCall(call.getParserPosition(), operands);
    }

    private SqlNode named(SqlCall call) {
        SqlIdentifier name = call.getOperator().getNameAsId();
        SqlParserPos position = call.getParserPosition();
        if (!name.isSimple()) {
            throw unknownFunction(name.toString(), position);
        }
        if (name.getSimple().equalsIgnoreCase("now") && call.operandCount() == 0) {
            return PostgresOperators.NOW.createCall(position);
        }
        SqlOperator aggregate = LiveOperatorTable.aggregate(name.getSimple());
        if (name.getSimple().equalsIgnoreCase("median") && call.operandCount() == 1) {
            return OrderedAggregates.median(call, operands(call).getFirst());
        }
        if (aggregate != null) {
            return aggregate.createCall(call.getFunctionQuantifier(), position, operands(call));
        }
        LiveFunction function =
                PredictFunctions.isOne(name.getSimple())
                        ? predictions.apply(call)
                        : PostgresFunctions.named(name.getSimple());
        if (function == null) {
            ProjectFunction own =
                    functions.apply(name.getSimple().toLowerCase(Locale.ROOT)).orElse(null);
            switch (own) {
                case JavaAggregate java -> {
                    return aggregated(java, call);
                }
                case JavaFunction java -> function = JavaRules.of(java);
                case null -> throw unknownFunction(name.getSimple(), position);
            }
        }
        if (call.getFunctionQuantifier() != null) {
            throw SqlErrors.at(
                    position,
                    ErrorCode.INVALID_SQL,
                    "DISTINCT belongs to aggregates, " + function.getName() + " is not one");
        }
        return JsonSyntax.checked(
                function.createCall(
                        position, NamedArguments.inOrder(name.getSimple(), operands(call))));
    }

    private SqlNode aggregated(JavaAggregate java, SqlCall call) {
        SqlParserPos position = call.getParserPosition();
        return new JavaAggregateOperator(java, position)
                .createCall(call.getFunctionQuantifier(), position, operands(call));
    }

    /** What to use instead of functions of PostgreSQL that are not there. */
    private static final Map<String, String> INSTEAD =
            Map.of(
                    "encode", "There is no type of bytes; md5, sha256 and to_hex give text.",
                    "decode", "There is no type of bytes; keep them as text.",
                    "convert_to", "There is no type of bytes; texts are UTF-8.",
                    "convert_from", "There is no type of bytes; texts are UTF-8.",
                    "to_number", "Cast the text to NUMERIC, after replace() of what is no digit.");

    private static TidemillException unknownFunction(String name, SqlParserPos position) {
        return SqlErrors.at(
                        position,
                        ErrorCode.UNKNOWN_FUNCTION,
                        "function " + name.toLowerCase(Locale.ROOT) + " does not exist")
                .withHint(
                        INSTEAD.getOrDefault(
                                name.toLowerCase(Locale.ROOT),
                                "Functions have their PostgreSQL names."));
    }

    private SqlNode replaced(LiveFunction function, SqlCall call) {
        return function.createCall(call.getParserPosition(), operands(call));
    }

    private static SqlNode not(SqlCall call, SqlNode condition) {
        return PostgresOperators.NOT.createCall(call.getParserPosition(), condition);
    }

    private List<SqlNode> operands(SqlCall call) {
        List<SqlNode> operands = new ArrayList<>();
        for (SqlNode operand : call.getOperandList()) {
            operands.add(rewritten(operand));
        }
        return operands;
    }

    private SqlNode rewritten(SqlNode node) {
        SqlNode rewritten = node.accept(this);
        return rewritten == null ? node : rewritten;
    }

    private SqlNode cast(SqlCall call) {
        SqlNode operand = call.operand(0);
        boolean isEmptyArray =
                operand.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR
                        && ((SqlCall) operand).operandCount() == 0;
        SqlNode value =
                isEmptyArray
                        ? SqlLiteral.createCharString("{}", operand.getParserPosition())
                        : rewritten(operand);
        SqlNode type = call.operand(1);
        if (!(type instanceof SqlDataTypeSpec spec)) {
            return CastRules.castTo(Type.INTERVAL).createCall(call.getParserPosition(), value);
        }
        return CastTargets.of(spec).createCall(call.getParserPosition(), value);
    }

    private SqlNode between(SqlCall call) {
        SqlOperator operator = call.getOperator();
        List<SqlNode> operands = operands(call);
        SqlParserPos position = call.getParserPosition();
        SqlNode value = operands.get(0);
        SqlNode inside = between(position, value, operands.get(1), operands.get(2));
        if (operator == SqlStdOperatorTable.SYMMETRIC_BETWEEN
                || operator == SqlStdOperatorTable.SYMMETRIC_NOT_BETWEEN) {
            SqlNode swapped = between(position, value, operands.get(2), operands.get(1));
            inside = PostgresOperators.OR.createCall(position, inside, swapped);
        }
        boolean negated =
                operator == SqlStdOperatorTable.NOT_BETWEEN
                        || operator == SqlStdOperatorTable.SYMMETRIC_NOT_BETWEEN;
        return negated ? not(call, inside) : inside;
    }

    private static SqlNode between(
            SqlParserPos position, SqlNode value, SqlNode low, SqlNode high) {
        return PostgresOperators.AND.createCall(
                position,
                PostgresOperators.GREATER_OR_EQUAL.createCall(position, value, low),
                PostgresOperators.LESS_OR_EQUAL.createCall(position, value, high));
    }

    private SqlNode in(SqlCall call) {
        if (!(call.operand(1) instanceof SqlNodeList list)) {
            return sameOperator(call);
        }
        List<SqlNode> operands = new ArrayList<>();
        operands.add(rewritten(call.operand(0)));
        for (SqlNode value : list) {
            operands.add(rewritten(value));
        }
        SqlNode in = PostgresOperators.IN.createCall(call.getParserPosition(), operands);
        return call.getKind() == SqlKind.NOT_IN ? not(call, in) : in;
    }

    private SqlNode choice(SqlCase call) {
        List<SqlNode> operands = new ArrayList<>();
        for (int i = 0; i < call.getWhenOperands().size(); i++) {
            operands.add(rewritten(call.getWhenOperands().get(i)));
            operands.add(rewritten(call.getThenOperands().get(i)));
        }
        SqlNode otherwise = call.getElseOperand();
        operands.add(
                otherwise == null
                        ? SqlLiteral.createNull(call.getParserPosition())
                        : rewritten(otherwise));
        return PostgresOperators.CASE.createCall(call.getParserPosition(), operands);
    }

    private SqlNode extract(SqlCall call) {
        SqlIntervalQualifier unit = call.operand(0);
        String name = unit.timeFrameName != null ? unit.timeFrameName : unit.getStartUnit().name();
        SqlNode field =
                SqlLiteral.createCharString(
                        name.toLowerCase(Locale.ROOT), unit.getParserPosition());
        return function("extract")
                .createCall(call.getParserPosition(), field, rewritten(call.operand(1)));
    }

    private SqlNode trim(SqlCall call) {
        SqlTrimFunction.Flag flag =
                ((SqlLiteral) call.operand(0)).getValueAs(SqlTrimFunction.Flag.class);
        String name =
                switch (flag) {
                    case BOTH -> "btrim";
                    case LEADING -> "ltrim";
                    case TRAILING -> "rtrim";
                };
        List<SqlNode> arguments = new ArrayList<>();
        arguments.add(rewritten(call.operand(2)));
        SqlNode characters = call.operand(1);
        if (characters != null) {
            arguments.add(rewritten(characters));
        }
        return function(name).createCall(call.getParserPosition(), arguments);
    }
}
