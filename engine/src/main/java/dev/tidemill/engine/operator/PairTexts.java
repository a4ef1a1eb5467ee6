package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;

/**
 * About how many bytes of texts a step's pairs take, told from some of them before any is copied.
 */
final class PairTexts {
    /** Fewer pairs are copied without a look. */
    private static final int PAIRS_MIN = 4096;

    /**
     * So many pairs are looked at, some at once, until there are enough or their texts are long.
     */
    private static final int SAMPLE = 512;

    private static final int AT_ONCE = 16;
    private static final long SAMPLE_BYTES_MAX = 1 << 20;

    /** Multiples of it, without their whole part, are spread evenly however many there are. */
    private static final double GOLDEN = 0.6180339887498949;

    private final Schema schema;
    private final int leftWidth;

    /**
     * @param schema of the pairs
     * @param leftWidth columns of the left side, which come first
     */
    PairTexts(Schema schema, int leftWidth) {
        this.schema = schema;
        this.leftWidth = leftWidth;
    }

    /**
     * About the bytes of the pairs that one side's changes found.
     *
     * @param other the side that the partners are in
     */
    long bytes(FoundPairs found, boolean isLeft, PairSide other) {
        if (found.count() < PAIRS_MIN) {
            return 0;
        }
        long bytes = 0;
        int pairs = 0;
        while (pairs < SAMPLE && bytes < SAMPLE_BYTES_MAX) {
            bytes += sampled(found, isLeft, other, pairs);
            pairs += AT_ONCE;
        }
        return (long) ((double) bytes / pairs * found.count());
    }

    private long sampled(FoundPairs found, boolean isLeft, PairSide other, int from) {
        int[] asking = new int[AT_ONCE];
        long[] partners = new long[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) {
            double turn = (from + i) * GOLDEN;
            int at = (int) ((turn - Math.floor(turn)) * found.count());
            asking[i] = found.asking()[at];
            partners[i] = found.partners()[at];
        }
        // Where rows are in one pair each, their texts are there already.
        boolean ownMultiply = found.count() > found.changes().size();
        long bytes = 0;
        for (int i = 0; i < schema.size(); i++) {
            if (schema.type(i).physical() != Physical.BYTES) {
                continue;
            }
            int field = i < leftWidth ? i : i - leftWidth;
            boolean isOwn = isLeft == i < leftWidth;
            if (!isOwn) {
                bytes += lengths(other.read(field, partners, 0, AT_ONCE));
            } else if (ownMultiply) {
                bytes += lengths(found.changes().batch().column(field), asking);
            }
        }
        return bytes;
    }

    private static long lengths(Column column, int[] rows) {
        long bytes = 0;
        if (column instanceof BytesColumn texts) {
            for (int row : rows) {
                bytes += texts.length(row);
            }
        }
        return bytes;
    }

    private static long lengths(Column column) {
        return column instanceof BytesColumn texts
                ? texts.offsets()[texts.size()] - texts.offsets()[0]
                : 0;
    }
}
