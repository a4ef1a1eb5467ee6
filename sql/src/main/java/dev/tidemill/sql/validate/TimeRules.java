package dev.tidemill.sql.validate;

import static dev.tidemill.sql.validate.PostgresFunctions.call;
import static dev.tidemill.sql.validate.PostgresFunctions.fixed;

import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import dev.tidemill.sql.validate.PostgresFunctions.Definitions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the rarer functions of dates, times and intervals are typed. */
final class TimeRules {
    private TimeRules() {}

    static void define(Definitions functions) {
        functions.define("timezone", TimeRules::timezone);
        functions.define("at time zone", TimeRules::atTimeZone);
        functions.define("age", TimeRules::age);
        functions.define(
                "make_date",
                fixed(
                        ScalarFunction.MAKE_DATE,
                        Type.DATE,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.INTEGER));
        functions.define(
                "make_timestamp",
                fixed(
                        ScalarFunction.MAKE_TIMESTAMP,
                        Type.TIMESTAMP,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.DOUBLE));
        functions.define(
                "make_interval",
                TextRules.defaults(
                        ScalarFunction.MAKE_INTERVAL,
                        Type.INTERVAL,
                        List.of(0, 0, 0, 0, 0, 0, 0.0),
                        0,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.INTEGER,
                        Type.DOUBLE));
        functions.define(
                "justify_hours", fixed(ScalarFunction.JUSTIFY_HOURS, Type.INTERVAL, Type.INTERVAL));
        functions.define(
                "justify_days", fixed(ScalarFunction.JUSTIFY_DAYS, Type.INTERVAL, Type.INTERVAL));
        functions.define(
                "justify_interval",
                fixed(ScalarFunction.JUSTIFY_INTERVAL, Type.INTERVAL, Type.INTERVAL));
        functions.define("overlaps", TimeRules::overlaps);
    }

    private static @Nullable Type timestamp(ArgumentType argument) {
        Type type = argument.type();
        return type == Type.DATE
                ? Type.TIMESTAMP
                : type != null && type.isTimestamp() ? type : null;
    }

    /** {@code date_trunc('day', t, 'Europe/Berlin')}. */
    static @Nullable Resolved dateTruncInZone(List<ArgumentType> arguments) {
        return arguments.size() == 3
                        && PostgresFunctions.isConstantText(arguments.get(0))
                        && arguments.get(1).is(Type.TIMESTAMPTZ)
                        && arguments.get(2).fits(Type.TEXT)
                ? call(
                        ScalarFunction.DATE_TRUNC_ZONE,
                        Type.TIMESTAMPTZ,
                        Type.TEXT,
                        Type.TIMESTAMPTZ,
                        Type.TEXT)
                : null;
    }

    /** The zone stands second. */
    private static @Nullable Resolved atTimeZone(List<ArgumentType> arguments) {
        Type type = timestamp(arguments.get(0));
        if (type == null || !arguments.get(1).fits(Type.TEXT)) {
            return null;
        }
        Type other = type == Type.TIMESTAMP ? Type.TIMESTAMPTZ : Type.TIMESTAMP;
        return call(ScalarFunction.AT_TIME_ZONE, other, type, Type.TEXT);
    }

    /** The zone stands first. */
    private static @Nullable Resolved timezone(List<ArgumentType> arguments) {
        if (arguments.size() != 2) {
            return null;
        }
        Resolved resolved = atTimeZone(arguments.reversed());
        return resolved == null
                ? null
                : new Resolved(
                        resolved.parameters().reversed(),
                        resolved.result(),
                        (args, type) -> resolved.construction().build(args.reversed(), type));
    }

    private static @Nullable Resolved age(List<ArgumentType> arguments) {
        Type type = arguments.size() == 2 ? Promotion.common(arguments) : null;
        if (type == Type.DATE) {
            type = Type.TIMESTAMP;
        }
        return type == null || !type.isTimestamp()
                ? null
                : call(ScalarFunction.AGE, Type.INTERVAL, type, type);
    }

    private static @Nullable Resolved overlaps(List<ArgumentType> arguments) {
        Type type = arguments.size() == 4 ? Promotion.common(arguments) : null;
        if (type == Type.DATE) {
            type = Type.TIMESTAMP;
        }
        return type == null || !type.isTimestamp()
                ? null
                : call(ScalarFunction.OVERLAPS, Type.BOOLEAN, type, type, type, type);
    }
}
