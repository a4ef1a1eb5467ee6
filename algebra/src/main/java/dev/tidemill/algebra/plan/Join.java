package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of left and right rows whose keys are equal, whose band columns are near each other and for
 * which the residual is true; the kind says what becomes of pairs and of rows without a partner.
 * NULL equals nothing, unless the key pair says so. A pair whose residual fails is an error row and
 * no pair.
 *
 * @param band a condition on the distance of two columns; null for none
 * @param residual over the left columns followed by the right ones; null for none
 */
public record Join(
        Plan left,
        Plan right,
        Kind kind,
        List<KeyPair> keys,
        @Nullable Band band,
        @Nullable Expr residual)
        implements Plan {
    /** What a join gives. */
    public enum Kind {
        /** The pairs. */
        INNER,
        /** The pairs, and left rows without a partner beside NULLs. */
        LEFT,
        /** The pairs, and rows of both sides without a partner beside NULLs. */
        FULL,
        /** Left rows that have a partner. */
        SEMI,
        /** Left rows that have none. */
        ANTI,
        /** All left rows, with a last column that says whether the row has a partner. */
        MARK;

        /** Whether the output has the right side's columns. */
        public boolean isPaired() {
            return switch (this) {
                case INNER, LEFT, FULL -> true;
                case SEMI, ANTI, MARK -> false;
            };
        }
    }

    /**
     * A column of the left input and the column of the right input that it must equal.
     *
     * @param nullsMatch NULL equals NULL here, as in IS NOT DISTINCT FROM
     */
    public record KeyPair(int left, int right, boolean nullsMatch) {
        public KeyPair(int left, int right) {
            this(left, right, false);
        }

        String describe() {
            return left + (nullsMatch ? "<=>" : "=") + right;
        }
    }

    /**
     * {@code low <= left - right <= high}, without overflow; a NULL on either side is never near.
     * Columns are of one type that counts in whole units: INTEGER, BIGINT, days of DATE,
     * microseconds of timestamps.
     *
     * @param left position in the left input
     * @param right position in the right input
     * @param low null for no bound
     * @param high null for no bound
     */
    public record Band(int left, int right, @Nullable Long low, @Nullable Long high) {
        public Band {
            if (low == null && high == null) {
                throw new IllegalArgumentException("a band needs a bound");
            }
        }

        /** Whether columns of the type can be in a band. */
        public static boolean takes(Type type) {
            return switch (type.physical()) {
                case INT, LONG -> true;
                case BOOL, DOUBLE, INT128, BYTES, INTERVAL -> false;
            };
        }

        private String describe() {
            return " band " + left + "-" + right + " in [" + low + "," + high + "]";
        }
    }

    /** The column that a {@link Kind#MARK} join adds. */
    public static final Field MARK = new Field("matched", Type.BOOLEAN, false);

    public Join {
        requireNonNull(left, "left");
        requireNonNull(right, "right");
        requireNonNull(kind, "kind");
        keys = List.copyOf(keys);
        for (KeyPair pair : keys) {
            requireSameType(left, pair.left(), right, pair.right());
        }
        if (band != null) {
            requireSameType(left, band.left(), right, band.right());
            if (!Band.takes(left.schema().type(band.left()))) {
                throw new IllegalArgumentException("no band of these types: " + band);
            }
        }
    }

    /** A join without a band. */
    public Join(Plan left, Plan right, Kind kind, List<KeyPair> keys, @Nullable Expr residual) {
        this(left, right, kind, keys, null, residual);
    }

    private static void requireSameType(Plan left, int leftColumn, Plan right, int rightColumn) {
        Type type = left.schema().type(leftColumn);
        if (!type.equals(right.schema().type(rightColumn))) {
            throw new IllegalArgumentException(
                    "types of columns " + leftColumn + " and " + rightColumn + " differ");
        }
    }

    @Override
    public Schema schema() {
        Schema leftSchema = left.schema();
        Schema rightSchema = right.schema();
        return switch (kind) {
            case INNER -> leftSchema.concat(rightSchema);
            case LEFT -> leftSchema.concat(nullable(rightSchema));
            case FULL -> nullable(leftSchema).concat(nullable(rightSchema));
            case SEMI, ANTI -> leftSchema;
            case MARK -> leftSchema.concat(new Schema(List.of(MARK)));
        };
    }

    /** What the residual reads: the columns of both sides. */
    public Schema pairSchema() {
        return left.schema().concat(right.schema());
    }

    private static Schema nullable(Schema schema) {
        return new Schema(
                schema.fields().stream().map(f -> new Field(f.name(), f.type(), true)).toList());
    }

    public int[] leftKeys() {
        return keys.stream().mapToInt(KeyPair::left).toArray();
    }

    public int[] rightKeys() {
        return keys.stream().mapToInt(KeyPair::right).toArray();
    }

    @Override
    public List<Plan> inputs() {
        return List.of(left, right);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new Join(inputs.get(0), inputs.get(1), kind, keys, band, residual);
    }

    /** The same join with another residual over the same columns. */
    public Join withResidual(@Nullable Expr newResidual) {
        return new Join(left, right, kind, keys, band, newResidual);
    }

    @Override
    public String describe() {
        return kind
                + " join on "
                + keys.stream().map(KeyPair::describe).toList()
                + (band == null ? "" : band.describe())
                + (residual == null ? "" : " where " + residual);
    }
}
