package dev.tidemill.sql.validate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.util.Optionality;

/** An aggregate that is typed by our rules, for Calcite's validator to carry. */
public final class LiveAggregate extends SqlAggFunction {
    /** How a call is written. */
    public enum Form {
        /** {@code f(x)}. */
        PLAIN(1, Optionality.FORBIDDEN),
        /** {@code f(x, by)}: the argument of the row with the least or greatest second. */
        BY(2, Optionality.FORBIDDEN),
        /** {@code f(y, x)} of numbers. */
        PAIR(2, Optionality.FORBIDDEN),
        /** {@code f(key, x ORDER BY y)}. */
        KEYED(2, Optionality.OPTIONAL),
        /** {@code f(x ORDER BY y)}. */
        ORDERED(1, Optionality.OPTIONAL),
        /** {@code f(x, separator ORDER BY y)}. */
        SEPARATED(2, Optionality.OPTIONAL),
        /** {@code f() WITHIN GROUP (ORDER BY x)}, made {@code f(x)} before it comes here. */
        OF_ORDER(1, Optionality.FORBIDDEN),
        /** {@code f(share) WITHIN GROUP (ORDER BY x)}, made {@code f(x, share)}. */
        SHARE_OF_ORDER(2, Optionality.FORBIDDEN),
        /** As SHARE_OF_ORDER or {@code f(x, share)}, over values rounded to 8 bits. */
        ROUNDED_SHARE_OF_ORDER(2, Optionality.FORBIDDEN);

        private final int operands;
        private final Optionality order;

        Form(int operands, Optionality order) {
            this.operands = operands;
            this.order = order;
        }

        /** Whether the aggregate is about the one column of its WITHIN GROUP. */
        public boolean isOfOrder() {
            return this == OF_ORDER || this == SHARE_OF_ORDER || this == ROUNDED_SHARE_OF_ORDER;
        }
    }

    private final AggregateFunction function;
    private final Form form;
    private final boolean descending;

    /**
     * @param descending whether the greatest comes first, where there is an order
     */
    LiveAggregate(String name, AggregateFunction function, Form form, boolean descending) {
        super(
                name,
                null,
                SqlKind.OTHER_FUNCTION,
                null,
                null,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.USER_DEFINED_FUNCTION,
                form.order != Optionality.FORBIDDEN,
                false,
                form.order);
        this.function = requireNonNull(function, "function");
        this.form = requireNonNull(form, "form");
        this.descending = descending;
    }

    public AggregateFunction function() {
        return function;
    }

    public Form form() {
        return form;
    }

    public boolean descending() {
        return descending;
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
        return SqlOperandCountRanges.of(form.operands);
    }

    @Override
    public RelDataType inferReturnType(SqlOperatorBinding binding) {
        try {
            return inferred(binding);
        } catch (TidemillException e) {
            if (e.place() != null || !(binding instanceof SqlCallBinding bound)) {
                throw e;
            }
            SqlParserPos position = bound.getCall().getParserPosition();
            throw e.at(Place.at(position.getLineNum(), position.getColumnNum()));
        }
    }

    private RelDataType inferred(SqlOperatorBinding binding) {
        if (binding.getOperandCount() != form.operands) {
            throw new TidemillException(
                    ErrorCode.UNKNOWN_FUNCTION,
                    "%s takes %d arguments".formatted(getName(), form.operands));
        }
        Type type = SqlTypes.toType(binding.getOperandType(0));
        if (form == Form.PAIR) {
            resultType(SqlTypes.toType(binding.getOperandType(1)));
        }
        return SqlTypes.toCalcite(binding.getTypeFactory(), resultType(type), true);
    }

    /** The type of the result over arguments of a type; throws TYPE_MISMATCH. */
    public Type resultType(Type argument) {
        if (form == Form.ROUNDED_SHARE_OF_ORDER) {
            return require(argument.isNumeric(), argument, Type.DOUBLE);
        }
        return switch (function) {
            case APPROX_COUNT_DISTINCT -> Type.BIGINT;
            case BIT_AND, BIT_OR, BIT_XOR ->
                    require(
                            argument == Type.INTEGER || argument == Type.BIGINT,
                            argument,
                            argument);
            case BOOL_AND, BOOL_OR -> require(argument == Type.BOOLEAN, argument, Type.BOOLEAN);
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                    require(argument.isNumeric(), argument, LiveTypeSystem.averageType(argument));
            case PERCENTILE_CONT -> require(argument.isNumeric(), argument, Type.DOUBLE);
            case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY ->
                    require(argument.isNumeric(), argument, Type.DOUBLE);
            case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY ->
                    require(argument.isNumeric(), argument, Type.DOUBLE);
            case REGR_COUNT -> require(argument.isNumeric(), argument, Type.BIGINT);
            case JSON_AGG, JSON_OBJECT_AGG -> Type.JSON;
            case STRING_AGG -> require(argument == Type.TEXT, argument, Type.TEXT);
            case ARRAY_AGG ->
                    require(
                            !(argument instanceof ArrayType),
                            argument,
                            argument instanceof ArrayType ? argument : new ArrayType(argument));
            case FIRST, MODE, PERCENTILE_DISC, MIN, MAX -> argument;
            case SUM -> require(isAdded(argument), argument, LiveTypeSystem.sumType(argument));
            case AVG -> require(isAdded(argument), argument, LiveTypeSystem.averageType(argument));
            case COUNT -> throw new IllegalStateException(function + " is Calcite's");
            case JAVA -> throw new IllegalStateException("a project's aggregate has its own type");
        };
    }

    private static boolean isAdded(Type type) {
        return type.isNumeric() || type == Type.INTERVAL;
    }

    private Type require(boolean fits, Type argument, Type result) {
        if (!fits) {
            throw new TidemillException(
                            ErrorCode.TYPE_MISMATCH,
                            getName() + " does not take " + argument.sqlName())
                    .withHint("Cast the argument to a type that it takes.");
        }
        return result;
    }
}
