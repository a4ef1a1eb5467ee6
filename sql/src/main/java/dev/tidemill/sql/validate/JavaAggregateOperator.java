package dev.tidemill.sql.validate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.JavaAggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Optionality;

/**
 * An aggregate of the project at one place of a statement, for Calcite's validator to carry. Its
 * arguments are as those of the project's scalar functions.
 */
public final class JavaAggregateOperator extends SqlAggFunction {
    private final JavaAggregate java;
    private final SqlParserPos position;

    public JavaAggregateOperator(JavaAggregate java, SqlParserPos position) {
        super(
                java.name(),
                null,
                SqlKind.OTHER_FUNCTION,
                null,
                null,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.USER_DEFINED_FUNCTION,
                false,
                false,
                Optionality.FORBIDDEN);
        this.java = java;
        this.position = requireNonNull(position, "position");
    }

    public JavaAggregate java() {
        return java;
    }

    public SqlParserPos position() {
        return position;
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
        return SqlOperandCountRanges.any();
    }

    /** Without a search by name: the operator is found already. */
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
        for (int i = 0; i < binding.getOperandCount(); i++) {
            arguments.add(ArgumentType.of(SqlTypes.toType(binding.getOperandType(i))));
        }
        requireTaken(arguments);
        return SqlTypes.toCalcite(binding.getTypeFactory(), java.resultType(), true);
    }

    private void requireTaken(List<ArgumentType> arguments) {
        boolean taken = arguments.size() == java.parameters().size();
        for (int i = 0; taken && i < arguments.size(); i++) {
            taken = JavaRules.holds(java.parameters().get(i), arguments.get(i));
        }
        if (!taken) {
            String types =
                    arguments.stream()
                            .map(ArgumentType::describe)
                            .collect(Collectors.joining(", "));
            throw SqlErrors.at(
                            position,
                            ErrorCode.UNKNOWN_FUNCTION,
                            "aggregate " + getName() + "(" + types + ") does not exist")
                    .withHint("Cast the arguments to types that it takes.");
        }
    }

    /** What is wrong with rows that this aggregate cannot take back. */
    public TidemillException refusesRetractions() {
        return SqlErrors.at(
                        position,
                        ErrorCode.UNSUPPORTED_SQL,
                        getName() + " cannot take rows back, and rows of its input can leave")
                .withHint("Give its class a method retract, or aggregate a table that only grows.");
    }
}
