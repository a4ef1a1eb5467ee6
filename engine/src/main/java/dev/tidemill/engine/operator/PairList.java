package dev.tidemill.engine.operator;

import java.util.Arrays;

/**
 * Pairs of a partition's asking rows and their partners, by name. Candidates are looked at some
 * thousands together, so that those which do not stay never stand in memory all at once.
 */
final class PairList {
    /** Candidates that are looked at together. */
    static final int CHUNK_PAIRS = 4096;

    /** Says which candidates are pairs. */
    interface Filter {
        /**
         * Moves the pairs among the candidates from {@code from} to {@code to} together, in order.
         *
         * @return where they end
         */
        int keep(int[] asking, long[] partners, int from, int to);
    }

    /** No pairs. */
    static final PairList EMPTY = new PairList((_, _, _, to) -> to, 0);

    private final Filter filter;
    private int[] asking;
    private long[] partners;
    private int size;

    /** Candidates before this one are known to be pairs. */
    private int settled;

    PairList(Filter filter, int expected) {
        this.filter = filter;
        this.asking = new int[expected];
        this.partners = new long[expected];
    }

    void add(int row, long partner) {
        if (size == asking.length) {
            int more = Math.max(16, size * 2);
            asking = Arrays.copyOf(asking, more);
            partners = Arrays.copyOf(partners, more);
        }
        asking[size] = row;
        partners[size++] = partner;
        if (size - settled == CHUNK_PAIRS) {
            settle();
        }
    }

    /** Looks at the candidates that were not looked at yet. */
    void settle() {
        if (size > settled) {
            size = filter.keep(asking, partners, settled, size);
            settled = size;
        }
    }

    int size() {
        return size;
    }

    /** The asking rows in the other side's batch, {@link #size} of them; shared. */
    int[] asking() {
        return asking;
    }

    /** The names of their partners, {@link #size} of them; shared. */
    long[] partners() {
        return partners;
    }
}
