package dev.tidemill.sql.validate;

import static dev.tidemill.sql.validate.PostgresFunctions.call;
import static dev.tidemill.sql.validate.PostgresFunctions.fixed;

import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import dev.tidemill.sql.validate.PostgresFunctions.Definitions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How functions that write values under templates are typed. */
final class TemplateRules {
    private TemplateRules() {}

    static void define(Definitions functions) {
        functions.define("to_char", TemplateRules::toChar);
        functions.define("format", TemplateRules::format);
        functions.define("to_date", fixed(ScalarFunction.TO_DATE, Type.DATE, Type.TEXT, Type.TEXT));
        functions.define("quote_ident", fixed(ScalarFunction.QUOTE_IDENT, Type.TEXT, Type.TEXT));
    }

    /** {@code to_timestamp(text, template)}. */
    static @Nullable Resolved toTimestamp(List<ArgumentType> arguments) {
        return arguments.size() == 2 && arguments.stream().allMatch(a -> a.fits(Type.TEXT))
                ? call(ScalarFunction.PARSE_TIMESTAMP, Type.TIMESTAMPTZ, Type.TEXT, Type.TEXT)
                : null;
    }

    /** Numbers, times and intervals; a DATE is its midnight in UTC. */
    private static @Nullable Resolved toChar(List<ArgumentType> arguments) {
        if (arguments.size() != 2 || !arguments.get(1).fits(Type.TEXT)) {
            return null;
        }
        Type given = arguments.getFirst().type();
        if (given == null) {
            return null;
        }
        Type type = given == Type.DATE ? Type.TIMESTAMPTZ : given;
        return type.isNumeric() || type.isTimestamp() || type == Type.INTERVAL
                ? call(ScalarFunction.TO_CHAR, Type.TEXT, type, Type.TEXT)
                : null;
    }

    private static @Nullable Resolved format(List<ArgumentType> arguments) {
        return arguments.isEmpty() || !arguments.getFirst().fits(Type.TEXT)
                ? null
                : TextRules.ofTexts(ScalarFunction.FORMAT, arguments);
    }
}
