package dev.tidemill.sql.validate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** A scalar function or operator that is typed by our rules, for Calcite's validator to carry. */
public final class LiveFunction extends SqlFunction {
    /** How a call looks, for messages. */
    public enum Form {
        FUNCTION,
        OPERATOR,
        CAST
    }

    private final Form form;
    private final List<FunctionRule> rules;

    public LiveFunction(Form form, String name, List<FunctionRule> rules) {
        super(
                name,
                SqlKind.OTHER_FUNCTION,
                null,
                LiveFunction::inferNulls,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.SYSTEM);
        this.form = requireNonNull(form, "form");
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
        return switch (form) {
            case FUNCTION ->
                    new TidemillException(
                                    ErrorCode.UNKNOWN_FUNCTION,
                                    "function " + getName() + "(" + types + ") does not exist")
                            .withHint("Cast the arguments to types that it takes.");
            case OPERATOR ->
                    new TidemillException(
                                    ErrorCode.TYPE_MISMATCH,
                                    getName().toUpperCase(Locale.ROOT) + " does not take " + types)
                            .withHint("Cast one side to the other's type.");
            case CAST ->
                    new TidemillException(
                            ErrorCode.TYPE_MISMATCH,
                            "cannot " + getName() + " a value of " + types);
        };
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
        FunctionRule.Resolved resolved;
        try {
            resolved = resolve(arguments(binding));
        } catch (TidemillException e) {
            throw at(binding.getCall(), e);
        }
        for (int i = 0; i < binding.getOperandCount(); i++) {
            checkConstant(binding.operand(i), resolved.parameters().get(i));
        }
        return true;
    }

    /** A text constant that stands for a value of another type must be one. */
    private static void checkConstant(SqlNode operand, Type parameter) {
        if (parameter != Type.TEXT && operand instanceof SqlCharStringLiteral literal) {
            try {
                CastRules.cast(new Literal(literal.getValueAs(String.class), Type.TEXT), parameter);
            } catch (TidemillException e) {
                throw at(operand, e);
            }
        }
    }

    private static TidemillException at(SqlNode node, TidemillException error) {
        SqlParserPos position = node.getParserPosition();
        return error.place() != null || position.getLineNum() < 1
                ? error
                : error.at(Place.at(position.getLineNum(), position.getColumnNum()));
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
