package dev.tidemill.engine.expression;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;

/** Chooses the kernel of a conversion. */
final class CastCompiler {
    private CastCompiler() {}

    static Kernel compile(Cast cast, Kernel input) {
        Type from = cast.input().type();
        Type to = cast.type();
        if (from.equals(to)) {
            return input;
        }
        if (WidenKernel.widens(from, to)) {
            return new WidenKernel(to, input);
        }
        if (from instanceof ArrayType || to instanceof ArrayType) {
            return new ArrayCastKernel(cast, input);
        }
        return new RowWiseKernel(
                function(from, to), new Kernel[] {input}, to, cast.toString(), true);
    }

    private static RowFunction function(Type from, Type to) {
        if (from == Type.JSON && to != Type.TEXT) {
            return JsonCasts.from(to);
        }
        if (from == Type.TEXT) {
            return TextParse.to(to);
        }
        if (to == Type.TEXT) {
            return TextForm.of(from);
        }
        if (to instanceof DecimalType decimal) {
            return NumberCasts.toDecimal(from, decimal);
        }
        return switch ((SimpleType) to) {
            case BOOLEAN -> NumberCasts.toBoolean(from);
            case INTEGER -> NumberCasts.toInteger(from);
            case BIGINT -> NumberCasts.toBigint(from);
            case DOUBLE -> NumberCasts.toDouble(from);
            case DATE, TIMESTAMP, TIMESTAMPTZ -> TimeCasts.to(from, to);
            case TEXT, INTERVAL, UUID, JSON -> throw unsupported(from, to);
        };
    }

    static TidemillException unsupported(Type from, Type to) {
        return new TidemillException(
                ErrorCode.TYPE_MISMATCH, "cannot cast type " + from + " to " + to);
    }
}
