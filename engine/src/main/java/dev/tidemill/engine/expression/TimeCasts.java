package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;

import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Type;

/** Conversions between dates and timestamps; the session's zone is UTC. */
final class TimeCasts {
    private TimeCasts() {}

    static RowFunction to(Type from, Type to) {
        if (from.isTimestamp() && to == Type.DATE) {
            return (arguments, i, out) ->
                    out.column()
                            .appendInt(
                                    (int)
                                            Math.floorDiv(
                                                    ((LongColumn) arguments[0]).values()[i],
                                                    MICROS_PER_DAY));
        }
        if (from == Type.DATE && to.isTimestamp()) {
            return (arguments, i, out) -> {
                long day = ((IntColumn) arguments[0]).values()[i];
                if (day >= TimeArithmetic.TIMESTAMP_END / MICROS_PER_DAY) {
                    throw RowFailure.timeOutOfRange("date out of range for timestamp: value");
                }
                out.column().appendLong(day * MICROS_PER_DAY);
            };
        }
        throw CastCompiler.unsupported(from, to);
    }
}
