package dev.tidemill.sql.validate;

import static dev.tidemill.sql.validate.PostgresFunctions.call;
import static dev.tidemill.sql.validate.PostgresFunctions.fixed;

import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import dev.tidemill.sql.validate.PostgresFunctions.Definitions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the operators on bits and the rarer functions of numbers are typed. */
final class NumberRules {
    private NumberRules() {}

    static void define(Definitions functions) {
        functions.define(
                "log",
                fixed(ScalarFunction.LOG10, Type.DOUBLE, Type.DOUBLE),
                fixed(ScalarFunction.LOG, Type.DOUBLE, Type.DOUBLE, Type.DOUBLE));
        functions.define(
                "width_bucket",
                fixed(
                        ScalarFunction.WIDTH_BUCKET,
                        Type.INTEGER,
                        Type.DOUBLE,
                        Type.DOUBLE,
                        Type.DOUBLE,
                        Type.INTEGER));
        functions.define("gcd", arguments -> integers(ScalarFunction.GCD, arguments));
        functions.define("lcm", arguments -> integers(ScalarFunction.LCM, arguments));
        functions.define("&", arguments -> integers(ScalarFunction.BIT_AND, arguments));
        functions.define("|", arguments -> integers(ScalarFunction.BIT_OR, arguments));
        functions.define("#", arguments -> integers(ScalarFunction.BIT_XOR, arguments));
        functions.define("~", NumberRules::complement);
        functions.define("<<", arguments -> shift(ScalarFunction.SHIFT_LEFT, arguments));
        functions.define(">>", arguments -> shift(ScalarFunction.SHIFT_RIGHT, arguments));
    }

    private static boolean isInteger(@Nullable Type type) {
        return type == Type.INTEGER || type == Type.BIGINT;
    }

    private static @Nullable Resolved integers(
            ScalarFunction function, List<ArgumentType> arguments) {
        Type type = arguments.size() == 2 ? Promotion.common(arguments) : null;
        return type == null || !isInteger(type) ? null : call(function, type, type, type);
    }

    private static @Nullable Resolved complement(List<ArgumentType> arguments) {
        Type type = arguments.size() == 1 ? arguments.getFirst().type() : null;
        return type == null || !isInteger(type) ? null : call(ScalarFunction.BIT_NOT, type, type);
    }

    private static @Nullable Resolved shift(ScalarFunction function, List<ArgumentType> arguments) {
        Type type = arguments.size() == 2 ? arguments.getFirst().type() : null;
        return type == null || !isInteger(type) || !arguments.get(1).is(Type.INTEGER)
                ? null
                : call(function, type, type, Type.INTEGER);
    }
}
