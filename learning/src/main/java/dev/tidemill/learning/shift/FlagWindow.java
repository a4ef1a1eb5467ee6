package dev.tidemill.learning.shift;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.BitSet;

/** Of the last rows, the part of which something was so. */
public final class FlagWindow implements Stored {
    private final int capacity;
    private final BitSet flags;
    private long added;
    private int set;

    public FlagWindow(int capacity) {
        this(capacity, new BitSet(capacity));
    }

    private FlagWindow(int capacity, BitSet flags) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a window of %d rows".formatted(capacity));
        }
        this.capacity = capacity;
        this.flags = flags;
        this.set = flags.cardinality();
    }

    public static FlagWindow read(ModelReader in) {
        int capacity = in.integer();
        BitSet flags = BitSet.valueOf(in.wholes());
        if (capacity < 1 || flags.length() > capacity) {
            throw ModelReader.corrupt("a window of %d rows".formatted(capacity));
        }
        FlagWindow window = new FlagWindow(capacity, flags);
        window.added = in.whole();
        return window;
    }

    @Override
    public void write(ModelWriter out) {
        out.number(capacity).numbers(flags.toLongArray()).number(added);
    }

    /** Takes the next row; it pushes the oldest out of a full window. */
    public void add(boolean isSo) {
        int at = (int) (added++ % capacity);
        set += (isSo ? 1 : 0) - (flags.get(at) ? 1 : 0);
        flags.set(at, isSo);
    }

    /** NaN before the first row. */
    public double share() {
        return added == 0 ? Double.NaN : (double) set / Math.min(added, capacity);
    }
}
