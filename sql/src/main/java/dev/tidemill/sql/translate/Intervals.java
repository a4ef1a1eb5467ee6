package dev.tidemill.sql.translate;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.CastRules;

/** Constant intervals of a fixed length. */
final class Intervals {
    private Intervals() {}

    /** The microseconds of a length that is greater than zero; a day has 24 hours. */
    static long micros(Expr expression, String what) {
        long micros = anyMicros(expression, what);
        if (micros <= 0) {
            throw new TidemillException(
                    ErrorCode.INVALID_SQL, what + " must be longer than nothing");
        }
        return micros;
    }

    /** The microseconds of a length, which may be nothing or less. */
    static long anyMicros(Expr expression, String what) {
        if (expression.type() != Type.INTERVAL && expression.type() != Type.TEXT) {
            throw new TidemillException(
                    ErrorCode.TYPE_MISMATCH,
                    what + " is an INTERVAL, not " + expression.type().sqlName());
        }
        if (!(CastRules.cast(expression, Type.INTERVAL) instanceof Literal literal)
                || !(literal.value() instanceof Interval interval)) {
            throw OverCalls.unsupported(what + " that is no constant");
        }
        if (interval.months() != 0) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            what + " in months is not supported: a month has no fixed length")
                    .withHint("Write it in days, hours or less.");
        }
        try {
            return Math.addExact(
                    Math.multiplyExact(interval.days(), Interval.MICROS_PER_DAY),
                    interval.micros());
        } catch (ArithmeticException e) {
            throw new TidemillException(ErrorCode.DATETIME_OVERFLOW, what + " is out of range", e);
        }
    }
}
