package dev.tidemill.sql.lineage;

import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;

/**
 * Which aggregates can make their group an error row. A sum of whole numbers does so only over more
 * rows than a table can have; that is not counted.
 */
final class FailingAggregates {
    /** Ten billion values of so many digits add up to 38 digits. */
    private static final int DIGITS_MAX = 28;

    private FailingAggregates() {}

    static boolean canFail(AggregateCall call, Schema input) {
        return switch (call.function()) {
            case COUNT, MIN, MAX, BIT_AND, BIT_OR, BIT_XOR, BOOL_AND, BOOL_OR -> false;
            case REGR_COUNT, FIRST, MODE, PERCENTILE_DISC, APPROX_COUNT_DISTINCT -> false;
            case STRING_AGG, ARRAY_AGG, JSON_AGG -> false;
            case SUM, AVG -> isWide(input.type(call.argument()));
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                    input.type(call.argument()) != Type.INTEGER;
            case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY -> true;
            case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY -> true;
            case PERCENTILE_CONT, JSON_OBJECT_AGG, JAVA -> true;
        };
    }

    private static boolean isWide(Type type) {
        return type != Type.INTEGER
                && type != Type.BIGINT
                && !(type instanceof DecimalType decimal && decimal.precision() <= DIGITS_MAX);
    }
}
