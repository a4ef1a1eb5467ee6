package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_SECOND;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Times on a zone's clock. A local time that a change of the clock skips is read with the offset
 * before the change, one that there is twice with the offset after it, as PostgreSQL reads them.
 */
final class ZoneFunction implements RowFunction {
    /** A zone and the name it was asked by. */
    private record Named(String name, ZoneRules rules) {}

    private final ScalarFunction function;
    private volatile @Nullable Named last;

    ZoneFunction(ScalarFunction function) {
        this.function = function;
    }

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        boolean truncate = function == ScalarFunction.DATE_TRUNC_ZONE;
        LongColumn times = (LongColumn) arguments[truncate ? 1 : 0];
        ZoneRules rules = rules(((BytesColumn) arguments[truncate ? 2 : 1]).text(i));
        long time = times.values()[i];
        long result;
        if (truncate) {
            result = truncate(TimeFunctions.unit((BytesColumn) arguments[0], i), time, rules);
        } else {
            result = times.type() == Type.TIMESTAMP ? instant(time, rules) : local(time, rules);
        }
        out.column().appendLong(TimeArithmetic.checked(result));
    }

    private ZoneRules rules(String name) {
        Named known = last;
        if (known != null && known.name.equals(name)) {
            return known.rules;
        }
        ZoneId zone = ZoneNames.zone(name);
        if (zone == null) {
            throw RowFailure.argument("time zone \"" + name + "\" not recognized");
        }
        ZoneRules rules = zone.getRules();
        last = new Named(name, rules);
        return rules;
    }

    /** Units below a day keep the offset of the time they cut. */
    private static long truncate(TimeUnit unit, long time, ZoneRules rules) {
        long local = local(time, rules);
        long start = TimeArithmetic.truncate(unit, local);
        boolean withinDay = unit.fixedMicros() > 0 && unit != TimeUnit.DAY;
        return withinDay ? start - (local - time) : instant(start, rules);
    }

    private static long local(long micros, ZoneRules rules) {
        long second = Math.floorDiv(micros, MICROS_PER_SECOND);
        ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(second));
        return TimeArithmetic.sum(micros, offset.getTotalSeconds() * MICROS_PER_SECOND);
    }

    private static long instant(long micros, ZoneRules rules) {
        LocalDateTime local =
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(micros, MICROS_PER_SECOND), 0, ZoneOffset.UTC);
        ZoneOffsetTransition change = rules.getTransition(local);
        ZoneOffset offset;
        if (change == null) {
            offset = rules.getOffset(local);
        } else {
            offset = change.isGap() ? change.getOffsetBefore() : change.getOffsetAfter();
        }
        return TimeArithmetic.sum(micros, -offset.getTotalSeconds() * MICROS_PER_SECOND);
    }
}
