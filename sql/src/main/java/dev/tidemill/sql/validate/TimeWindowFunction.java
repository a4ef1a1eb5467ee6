package dev.tidemill.sql.validate;

import dev.tidemill.algebra.plan.TimeWindows;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlOperator;
import org.jspecify.annotations.Nullable;

/**
 * A bound of time windows as a column, which the translator makes a node: (time, step, size,
 * origin). It is no scalar function, since a row may lie in several windows.
 *
 * @param windowKind how the windows lie
 * @param isEnd the end, else the start
 * @param operator what Calcite carries
 */
public record TimeWindowFunction(
        TimeWindows.Kind windowKind, boolean isEnd, LiveFunction operator) {
    public static final TimeWindowFunction HOP_START = of(TimeWindows.Kind.HOP, false);
    public static final TimeWindowFunction HOP_END = of(TimeWindows.Kind.HOP, true);
    public static final TimeWindowFunction CUMULATE_START = of(TimeWindows.Kind.CUMULATE, false);
    public static final TimeWindowFunction CUMULATE_END = of(TimeWindows.Kind.CUMULATE, true);

    private static final List<TimeWindowFunction> ALL =
            List.of(HOP_START, HOP_END, CUMULATE_START, CUMULATE_END);

    private static TimeWindowFunction of(TimeWindows.Kind kind, boolean isEnd) {
        String name =
                kind.name().toLowerCase(Locale.ROOT) + (isEnd ? " window end" : " window start");
        return new TimeWindowFunction(
                kind,
                isEnd,
                new LiveFunction(
                        LiveFunction.Form.FUNCTION, name, List.of(TimeWindowFunction::resolve)));
    }

    private static @Nullable Resolved resolve(List<ArgumentType> arguments) {
        Type time = arguments.getFirst().type();
        boolean intervals =
                arguments.stream().skip(1).allMatch(argument -> argument.fits(Type.INTERVAL));
        if (time == null || !time.isTimestamp() || !intervals) {
            return null;
        }
        return new Resolved(
                List.of(time, Type.INTERVAL, Type.INTERVAL, Type.INTERVAL),
                time,
                (_, _) -> {
                    throw new IllegalStateException("a window's bound is no expression");
                });
    }

    /** The function of an operator, or null. */
    public static @Nullable TimeWindowFunction of(SqlOperator operator) {
        for (TimeWindowFunction function : ALL) {
            if (function.operator == operator) {
                return function;
            }
        }
        return null;
    }
}
