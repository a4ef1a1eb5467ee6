package dev.tidemill.sql.validate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Optionality;
import org.jspecify.annotations.Nullable;

/**
 * A function with OVER, for Calcite's validator to carry: it sees the partition and the order, and
 * types the call by our rules. The frame is part of the operator; offsets and the condition of
 * FILTER are operands behind the arguments.
 */
public final class OverFunction extends SqlAggFunction {
    /** What is computed. */
    public enum Kind {
        ROW_NUMBER(0, 0),
        RANK(0, 0),
        DENSE_RANK(0, 0),
        PERCENT_RANK(0, 0),
        CUME_DIST(0, 0),
        NTILE(1, 1),
        LAG(1, 3),
        LEAD(1, 3),
        FIRST_VALUE(1, 1),
        LAST_VALUE(1, 1),
        NTH_VALUE(2, 2),
        COUNT(0, 1),
        SUM(1, 1),
        AVG(1, 1),
        MIN(1, 1),
        MAX(1, 1),
        BOOL_AND(1, 1),
        BOOL_OR(1, 1),
        BIT_AND(1, 1),
        BIT_OR(1, 1),
        BIT_XOR(1, 1),
        VAR_POP(1, 1),
        VAR_SAMP(1, 1),
        STDDEV_POP(1, 1),
        STDDEV_SAMP(1, 1),
        /** Of a session; the arguments are the time and the gap. */
        SESSION_START(2, 2),
        SESSION_END(2, 2);

        private final int argumentsMin;
        private final int argumentsMax;

        Kind(int argumentsMin, int argumentsMax) {
            this.argumentsMin = argumentsMin;
            this.argumentsMax = argumentsMax;
        }

        /** Whether FILTER may stand behind it. */
        public boolean isAggregate() {
            return switch (this) {
                case COUNT, SUM, AVG, MIN, MAX, BOOL_AND, BOOL_OR -> true;
                case BIT_AND, BIT_OR, BIT_XOR -> true;
                case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> true;
                default -> false;
            };
        }

        /** Whether its value depends on a frame. */
        public boolean isFramed() {
            return isAggregate() || this == FIRST_VALUE || this == LAST_VALUE || this == NTH_VALUE;
        }
    }

    /** The names under which SESSION asks for its bounds; nothing else can be called so. */
    public static final String SESSION_START_NAME = "$session_start";

    public static final String SESSION_END_NAME = "$session_end";

    private static final Map<String, Kind> BY_NAME =
            Map.ofEntries(
                    Map.entry("row_number", Kind.ROW_NUMBER),
                    Map.entry("rank", Kind.RANK),
                    Map.entry("dense_rank", Kind.DENSE_RANK),
                    Map.entry("percent_rank", Kind.PERCENT_RANK),
                    Map.entry("cume_dist", Kind.CUME_DIST),
                    Map.entry("ntile", Kind.NTILE),
                    Map.entry("lag", Kind.LAG),
                    Map.entry("lead", Kind.LEAD),
                    Map.entry("first_value", Kind.FIRST_VALUE),
                    Map.entry("last_value", Kind.LAST_VALUE),
                    Map.entry("nth_value", Kind.NTH_VALUE),
                    Map.entry("count", Kind.COUNT),
                    Map.entry("sum", Kind.SUM),
                    Map.entry("avg", Kind.AVG),
                    Map.entry("min", Kind.MIN),
                    Map.entry("max", Kind.MAX),
                    Map.entry("bool_and", Kind.BOOL_AND),
                    Map.entry("every", Kind.BOOL_AND),
                    Map.entry("bool_or", Kind.BOOL_OR),
                    Map.entry("bit_and", Kind.BIT_AND),
                    Map.entry("bit_or", Kind.BIT_OR),
                    Map.entry("bit_xor", Kind.BIT_XOR),
                    Map.entry("var_pop", Kind.VAR_POP),
                    Map.entry("var_samp", Kind.VAR_SAMP),
                    Map.entry("variance", Kind.VAR_SAMP),
                    Map.entry("stddev_pop", Kind.STDDEV_POP),
                    Map.entry("stddev_samp", Kind.STDDEV_SAMP),
                    Map.entry("stddev", Kind.STDDEV_SAMP),
                    Map.entry(SESSION_START_NAME, Kind.SESSION_START),
                    Map.entry(SESSION_END_NAME, Kind.SESSION_END));

    private final Kind overKind;
    private final FrameShape frame;
    private final boolean filtered;

    public OverFunction(Kind kind, FrameShape frame, boolean filtered) {
        super(
                // Calcite tells calls apart by their operators' names.
                kind.name().toLowerCase(Locale.ROOT) + " " + frame + (filtered ? " filter" : ""),
                null,
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.ARG0,
                null,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.SYSTEM,
                false,
                true,
                Optionality.FORBIDDEN);
        this.overKind = requireNonNull(kind, "kind");
        this.frame = requireNonNull(frame, "frame");
        this.filtered = filtered;
    }

    /** The function of this name in any case, or null. */
    public static @Nullable Kind named(String name) {
        return BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    public Kind overKind() {
        return overKind;
    }

    public FrameShape frame() {
        return frame;
    }

    public boolean isFiltered() {
        return filtered;
    }

    /** How many of an operand list's first ones are arguments. */
    public int argumentCount(int operandCount) {
        return operandCount - frame.offsetCount() - (filtered ? 1 : 0);
    }

    /** Refuses a wrong number of arguments. */
    public static void checkCount(Kind kind, int count) {
        if (count < kind.argumentsMin || count > kind.argumentsMax) {
            throw new TidemillException(
                    ErrorCode.UNKNOWN_FUNCTION,
                    kind.name().toLowerCase(Locale.ROOT)
                            + " does not take "
                            + count
                            + (count == 1 ? " argument" : " arguments"));
        }
    }

    /** The type of a call with arguments of these types. */
    public Type result(List<ArgumentType> arguments) {
        return switch (overKind) {
            case ROW_NUMBER, RANK, DENSE_RANK, COUNT -> Type.BIGINT;
            case PERCENT_RANK, CUME_DIST -> Type.DOUBLE;
            case NTILE -> Type.INTEGER;
            case LAG, LEAD -> neighbour(arguments);
            case FIRST_VALUE, LAST_VALUE, NTH_VALUE, MIN, MAX, SESSION_START, SESSION_END ->
                    typed(arguments.getFirst());
            case SUM -> LiveTypeSystem.sumType(added(arguments.getFirst()));
            case AVG -> LiveTypeSystem.averageType(added(arguments.getFirst()));
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                    LiveTypeSystem.averageType(exact(arguments.getFirst()));
            case BOOL_AND, BOOL_OR -> truth(arguments.getFirst());
            case BIT_AND, BIT_OR, BIT_XOR -> integer(arguments.getFirst());
        };
    }

    private Type neighbour(List<ArgumentType> arguments) {
        if (arguments.size() < 3) {
            return typed(arguments.getFirst());
        }
        Type common = Promotion.common(List.of(arguments.get(0), arguments.get(2)));
        if (common == null) {
            throw new TidemillException(
                    ErrorCode.TYPE_MISMATCH,
                    "the default of "
                            + overKind
                            + " is "
                            + arguments.get(2).describe()
                            + ", the value "
                            + arguments.get(0).describe());
        }
        return common;
    }

    private static Type typed(ArgumentType argument) {
        return argument.type() == null ? Type.TEXT : argument.type();
    }

    private Type added(ArgumentType argument) {
        return argument.type() == Type.INTERVAL ? Type.INTERVAL : numeric(argument);
    }

    private Type integer(ArgumentType argument) {
        Type type = typed(argument);
        if (type != Type.INTEGER && type != Type.BIGINT) {
            throw notTaken(argument);
        }
        return type;
    }

    private Type numeric(ArgumentType argument) {
        if (!argument.isNumeric()) {
            throw notTaken(argument);
        }
        return typed(argument);
    }

    private Type exact(ArgumentType argument) {
        if (numeric(argument) == Type.DOUBLE) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            overKind + " of DOUBLE with OVER is not supported in a live table")
                    .withHint("Cast the argument to a DECIMAL.");
        }
        return typed(argument);
    }

    private Type truth(ArgumentType argument) {
        if (!argument.is(Type.BOOLEAN)) {
            throw notTaken(argument);
        }
        return Type.BOOLEAN;
    }

    private TidemillException notTaken(ArgumentType argument) {
        return new TidemillException(
                ErrorCode.TYPE_MISMATCH, overKind + " does not take " + argument.describe());
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        for (var operand : call.getOperandList()) {
            validator.deriveType(scope, operand);
        }
        return validateOperands(validator, scope, call);
    }

    @Override
    public RelDataType inferReturnType(SqlOperatorBinding binding) {
        List<ArgumentType> arguments = new ArrayList<>();
        for (int i = 0; i < argumentCount(binding.getOperandCount()); i++) {
            arguments.add(
                    new ArgumentType(
                            SqlTypes.toType(binding.getOperandType(i)),
                            binding.isOperandLiteral(i, true)));
        }
        return SqlTypes.toCalcite(binding.getTypeFactory(), result(arguments), true);
    }
}
