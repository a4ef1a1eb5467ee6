package dev.tidemill.definitions.evolution;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;

/** Whether every value of one type is, exactly, a value of another and is written the same. */
final class Widening {
    /** The most digits before the point that an INTEGER and a BIGINT have. */
    private static final int INTEGER_DIGITS = 10;

    private static final int BIGINT_DIGITS = 19;

    private Widening() {}

    static boolean holds(Type from, Type to) {
        if (from instanceof ArrayType narrow && to instanceof ArrayType wide) {
            return holds(narrow.element(), wide.element());
        }
        if (from.equals(to) || (from == Type.INTEGER && (to == Type.BIGINT || to == Type.DOUBLE))) {
            return true;
        }
        if (!(to instanceof DecimalType wide)) {
            return false;
        }
        int whole = wide.precision() - wide.scale();
        if (from instanceof DecimalType narrow) {
            return wide.scale() >= narrow.scale() && whole >= narrow.precision() - narrow.scale();
        }
        return (from == Type.INTEGER && whole >= INTEGER_DIGITS)
                || (from == Type.BIGINT && whole >= BIGINT_DIGITS);
    }
}
