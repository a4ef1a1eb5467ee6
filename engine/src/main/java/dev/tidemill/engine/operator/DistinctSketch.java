package dev.tidemill.engine.operator;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/**
 * About how many distinct values there are: HyperLogLog (Flajolet et al., 2007) of 4,096 registers,
 * as DataSketches has it. Up to some hundred distinct values are kept as their hashes and counted
 * nearly exactly; beyond, the estimate's relative standard error is 1.04 / √4096 = 1.63 %.
 *
 * <p>The estimate is a function of the set of hashes alone: neither their order, nor repetitions,
 * nor how often the sketch went through its bytes changes it. So the composite estimator is read
 * and not the one that follows the order of arrival. One thread at a time.
 */
public final class DistinctSketch {
    /** The logarithm of the number of registers. */
    public static final int LOG_REGISTERS = 12;

    /** The standard deviation of estimate / truth. */
    public static final double RELATIVE_ERROR = 1.04 / (1 << (LOG_REGISTERS / 2));

    /**
     * Registers of six bits are never too small for a hash, so that a full sketch has always the
     * same length, which two slots of a page hold.
     */
    private static final TgtHllType REGISTERS = TgtHllType.HLL_6;

    private final HllSketch sketch;

    private DistinctSketch(HllSketch sketch) {
        this.sketch = sketch;
    }

    /**
     * The sketch of some bytes.
     *
     * @param bytes what {@link #bytes} gave; null for a sketch of nothing
     */
    public static DistinctSketch of(byte @Nullable [] bytes) {
        return new DistinctSketch(
                bytes == null ? new HllSketch(LOG_REGISTERS, REGISTERS) : HllSketch.heapify(bytes));
    }

    /** Takes in a value's hash of 64 bits. */
    public void add(long hash) {
        sketch.update(hash);
    }

    /** About as many distinct hashes were taken in. */
    public long estimate() {
        return Math.round(sketch.getCompositeEstimate());
    }

    public byte[] bytes() {
        return sketch.toCompactByteArray();
    }
}
