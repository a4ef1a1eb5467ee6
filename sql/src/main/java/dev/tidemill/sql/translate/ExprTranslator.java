package dev.tidemill.sql.translate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.ArgumentType;
import dev.tidemill.sql.validate.CastRules;
import dev.tidemill.sql.validate.FunctionRule;
import dev.tidemill.sql.validate.LiveFunction;
import dev.tidemill.sql.validate.PostgresFunctions;
import dev.tidemill.sql.validate.PostgresOperators;
import dev.tidemill.sql.validate.SqlTypes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's row expressions as ours. Types come from the input's schema upwards, by PostgreSQL's
 * rules; Calcite's own are only used for constants.
 */
final class ExprTranslator {
    private final Schema input;
    private final Function<RexNode, @Nullable Expr> special;

    ExprTranslator(Schema input) {
        this(input, _ -> null);
    }

    /**
     * @param special gives what some nodes are instead: values of outer rows, answers of
     *     subqueries, functions over windows
     */
    ExprTranslator(Schema input, Function<RexNode, @Nullable Expr> special) {
        this.input = requireNonNull(input, "input");
        this.special = requireNonNull(special, "special");
    }

    Expr translate(RexNode node) {
        Expr given = special.apply(node);
        return given == null ? ordinary(node) : given;
    }

    private Expr ordinary(RexNode node) {
        return switch (node) {
            case RexInputRef ref -> new ColumnRef(ref.getIndex(), input.type(ref.getIndex()));
            case RexLiteral literal -> literal(literal);
            case RexCall call -> call(call);
            default -> throw unsupported(node);
        };
    }

    private Expr call(RexCall call) {
        if (call.getOperator() instanceof LiveFunction function) {
            return apply(function, call.getOperands());
        }
        // Calcite writes these itself, for NATURAL, USING and FILTER.
        return switch (call.getKind()) {
            case AND -> apply(PostgresOperators.AND, call.getOperands());
            case OR -> apply(PostgresOperators.OR, call.getOperands());
            case NOT -> apply(PostgresOperators.NOT, call.getOperands());
            case EQUALS -> apply(PostgresOperators.EQUAL, call.getOperands());
            case IS_TRUE -> apply(PostgresOperators.IS_TRUE, call.getOperands());
            case IS_NULL -> apply(PostgresOperators.IS_NULL, call.getOperands());
            case IS_NOT_NULL -> apply(PostgresOperators.IS_NOT_NULL, call.getOperands());
            case CASE -> apply(PostgresOperators.CASE, call.getOperands());
            case COALESCE ->
                    apply(
                            requireNonNull(PostgresFunctions.named("coalesce"), "coalesce"),
                            call.getOperands());
            case CAST ->
                    CastRules.cast(
                            translate(call.getOperands().getFirst()),
                            SqlTypes.toType(call.getType()));
            default -> throw unsupported(call);
        };
    }

    private Expr apply(LiveFunction function, List<RexNode> operands) {
        return applied(function, operands.stream().map(this::translate).toList());
    }

    /** A function of arguments that are brought to the types it takes. */
    static Expr applied(LiveFunction function, List<Expr> given) {
        List<Expr> arguments = new ArrayList<>(given);
        List<ArgumentType> types = new ArrayList<>();
        for (Expr argument : arguments) {
            types.add(argumentType(argument));
        }
        FunctionRule.Resolved resolved = function.resolve(types);
        for (int i = 0; i < arguments.size(); i++) {
            arguments.set(i, CastRules.cast(arguments.get(i), resolved.parameters().get(i)));
        }
        return resolved.construction().build(arguments, resolved.result());
    }

    static ArgumentType argumentType(Expr expression) {
        if (expression instanceof Literal literal) {
            boolean bareNull = literal.value() == null && literal.type() == Type.TEXT;
            return new ArgumentType(bareNull ? null : literal.type(), true);
        }
        return ArgumentType.of(expression.type());
    }

    private static Literal literal(RexLiteral literal) {
        Type type = SqlTypes.toType(literal.getType());
        if (literal.isNull()) {
            return new Literal(null, type);
        }
        if (literal.getTypeName() == SqlTypeName.CHAR) {
            return new Literal(literal.getValueAs(String.class), Type.TEXT);
        }
        if (literal.getTypeName() == SqlTypeName.BOOLEAN) {
            return new Literal(literal.getValueAs(Boolean.class), Type.BOOLEAN);
        }
        BigDecimal number = number(literal);
        return switch (type) {
            case DecimalType decimal -> decimalLiteral(number);
            case SimpleType simple when simple == SimpleType.INTEGER ->
                    new Literal(number.intValueExact(), type);
            case SimpleType simple when simple == SimpleType.BIGINT ->
                    new Literal(number.longValueExact(), type);
            case SimpleType simple when simple == SimpleType.DOUBLE ->
                    new Literal(finite(number), type);
            case SimpleType _, ArrayType _ -> throw unsupported(literal);
        };
    }

    private static double finite(BigDecimal number) {
        double value = number.doubleValue();
        if (Double.isInfinite(value)) {
            throw new TidemillException(
                    ErrorCode.NUMERIC_OVERFLOW, "the constant " + number + " is out of range");
        }
        return value;
    }

    private static BigDecimal number(RexLiteral literal) {
        return switch (literal.getValue()) {
            case BigDecimal number -> number;
            case Double number when Double.isFinite(number) -> new BigDecimal(number);
            case null, default -> throw unsupported(literal);
        };
    }

    /** A decimal constant has the digits that are written, at most 38. */
    private static Literal decimalLiteral(BigDecimal number) {
        BigDecimal value =
                number.scale() < 0 ? number.setScale(0, RoundingMode.UNNECESSARY) : number;
        int precision = Math.max(value.precision(), value.scale());
        if (precision > DecimalType.PRECISION_MAX) {
            throw new TidemillException(
                    ErrorCode.NUMERIC_OVERFLOW,
                    "the constant " + number.toPlainString() + " has more than 38 digits");
        }
        return new Literal(value, Type.decimal(Math.max(1, precision), value.scale()));
    }

    private static TidemillException unsupported(@Nullable RexNode node) {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL,
                "the expression " + node + " is not supported in a live table");
    }
}
