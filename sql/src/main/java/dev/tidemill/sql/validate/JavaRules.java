package dev.tidemill.sql.validate;

import dev.tidemill.algebra.expr.JavaCall;
import dev.tidemill.algebra.function.JavaFunction;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the project's own functions are called: arguments have the parameters' types, or numbers that
 * these hold without loss.
 */
public final class JavaRules {
    private static final List<String> SPECIAL = List.of("now", "median", "coalesce", "nullif");

    private JavaRules() {}

    /** The function as the validator carries it. */
    public static LiveFunction of(JavaFunction function) {
        return new LiveFunction(
                LiveFunction.Form.FUNCTION,
                function.name(),
                List.of(arguments -> resolve(function, arguments)));
    }

    /** Whether SQL has a function of this name itself. */
    public static boolean isBuiltIn(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return SPECIAL.contains(small)
                || PostgresFunctions.named(small) != null
                || LiveOperatorTable.aggregate(small) != null
                || OverFunction.named(small) != null;
    }

    private static FunctionRule.@Nullable Resolved resolve(
            JavaFunction function, List<ArgumentType> arguments) {
        List<Type> parameters = function.parameters();
        if (arguments.size() != parameters.size()) {
            return null;
        }
        for (int i = 0; i < parameters.size(); i++) {
            if (!holds(parameters.get(i), arguments.get(i))) {
                return null;
            }
        }
        return new FunctionRule.Resolved(
                parameters, function.result(), (args, _) -> new JavaCall(function, args));
    }

    /** Whether an argument can be given for a parameter. */
    static boolean holds(Type parameter, ArgumentType argument) {
        Type type = argument.type();
        if (type == null || argument.fits(parameter)) {
            return true;
        }
        if (parameter == Type.BIGINT) {
            return type == Type.INTEGER;
        }
        if (parameter == Type.DOUBLE) {
            return type.isNumeric();
        }
        if (parameter instanceof DecimalType wide && type.isNumeric() && type != Type.DOUBLE) {
            DecimalType narrow = Promotion.decimal(type);
            return wide.scale() >= narrow.scale()
                    && wide.precision() - wide.scale() >= narrow.precision() - narrow.scale();
        }
        return false;
    }
}
