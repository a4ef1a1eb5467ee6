package dev.tidemill.sql.validate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** A scalar function or operator that is typed by our rules, for Calcite's validator to carry. */
public final class LiveFunction extends SqlFunction {
    private final List<FunctionRule> rules;

    public LiveFunction(String name, List<FunctionRule> rules) {
        super(
                name,
                SqlKind.OTHER_FUNCTION,
                null,
                LiveFunction::inferNulls,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.SYSTEM);
        this.rules = List.copyOf(rules);
    }

    /** Calcite wants a type for a bare NULL; ours follows its surroundings, as a constant text. */
    private static void inferNulls(
            SqlCallBinding binding, RelDataType returnType, RelDataType[] operandTypes) {
        Arrays.fill(operandTypes, SqlTypes.toCalcite(binding.getTypeFactory(), Type.TEXT, true));
    }

    /** The call for these arguments; throws when no rule takes them. */
    public FunctionRule.Resolved resolve(List<ArgumentType> arguments) {
        FunctionRule.Resolved resolved = find(arguments);
        if (resolved == null) {
            throw refused(arguments);
        }
        return resolved;
    }

    private FunctionRule.@Nullable Resolved find(List<ArgumentType> arguments) {
        for (FunctionRule rule : rules) {
            FunctionRule.Resolved resolved = rule.resolve(arguments);
            if (resolved != null) {
                return resolved;
            }
        }
        return null;
    }

    private TidemillException refused(List<ArgumentType> arguments) {
        String types =
                arguments.stream().map(ArgumentType::describe).collect(Collectors.joining(", "));
        boolean symbol = !Character.isLetter(getName().charAt(0));
        String message =
                symbol
                        ? "operator " + getName() + " does not take " + types
                        : "function " + getName() + "(" + types + ") does not exist";
        return new TidemillException(ErrorCode.UNKNOWN_FUNCTION, message)
                .withHint("Cast the arguments to types that it takes.");
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        for (var operand : call.getOperandList()) {
            validator.deriveType(scope, operand);
        }
        return validateOperands(validator, scope, call);
    }

    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
        try {
            resolve(arguments(binding));
            return true;
        } catch (TidemillException e) {
            SqlParserPos position = binding.getCall().getParserPosition();
            throw e.at(Place.at(position.getLineNum(), position.getColumnNum()));
        }
    }

    @Override
    public RelDataType inferReturnType(SqlOperatorBinding binding) {
        Type result = resolve(arguments(binding)).result();
        return SqlTypes.toCalcite(binding.getTypeFactory(), result, true);
    }

    private static List<ArgumentType> arguments(SqlOperatorBinding binding) {
        List<ArgumentType> arguments = new ArrayList<>();
        for (int i = 0; i < binding.getOperandCount(); i++) {
            RelDataType type = binding.getOperandType(i);
            boolean bareNull = type.getSqlTypeName() == SqlTypeName.NULL;
            arguments.add(
                    new ArgumentType(
                            bareNull ? null : SqlTypes.toType(type),
                            binding.isOperandLiteral(i, true)));
        }
        return arguments;
    }
}
