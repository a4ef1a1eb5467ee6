package dev.tidemill.engine.state;

/**
 * Links the rows of one key in a half of a {@link KeyedLog}, each to the one appended before it.
 * Where a band narrows what is asked for, a row has a second link further back as well, with the
 * least and the greatest value between: a walk passes over stretches that hold nothing of its
 * range. The second links are those of skew-binary numbers, so that any stretch is passed in a
 * number of steps that is logarithmic in its length, and a row is appended in constant time.
 *
 * <p>One writer, or several that append rows of different keys after {@link #open}.
 */
final class LogLinks {
    private static final int PLAIN_SHIFT = 11;
    private static final int SPANNED_SHIFT = 8;

    private static final int JUMP = 4;
    private static final int DEPTH = 8;
    private static final int LEAST = 16;
    private static final int GREATEST = 24;

    private final Segment segment;
    private final int shift;
    private final int width;

    LogLinks(Segment segment, boolean spanned) {
        this.segment = segment;
        this.shift = spanned ? SPANNED_SHIFT : PLAIN_SHIFT;
        this.width = Page.BYTES >>> shift;
    }

    /** Makes room for new rows; they can then be linked by several threads. */
    void open(long first, int count) {
        for (int page = (int) (first >>> shift);
                page <= (int) ((first + count - 1) >>> shift);
                page++) {
            if (page == segment.pageLimit()) {
                segment.allocateAtEnd();
            } else {
                segment.writable(page);
            }
        }
    }

    private byte[] page(int row) {
        return segment.page(row >>> shift);
    }

    private int at(int row) {
        return (row & ((1 << shift) - 1)) * width;
    }

    /** The row before, or -1. */
    int previous(int row) {
        return Page.getInt(page(row), at(row)) - 1;
    }

    void link(int row, int previous) {
        Page.putInt(page(row), at(row), previous + 1);
    }

    /** Links a row whose band column has this value. */
    void link(int row, int previous, long value) {
        byte[] page = page(row);
        int at = at(row);
        long least = value;
        long greatest = value;
        int jump = previous;
        if (previous >= 0) {
            int near = jump(previous);
            if (near >= 0 && depth(previous) - depth(near) == depth(near) - depth(jump(near))) {
                least = Math.min(least, Math.min(least(previous), least(near)));
                greatest = Math.max(greatest, Math.max(greatest(previous), greatest(near)));
                jump = jump(near);
            }
        }
        Page.putInt(page, at, previous + 1);
        Page.putInt(page, at + JUMP, jump + 1);
        Page.putInt(page, at + DEPTH, depth(previous) + 1);
        Page.putLong(page, at + LEAST, least);
        Page.putLong(page, at + GREATEST, greatest);
    }

    private int jump(int row) {
        return row < 0 ? -1 : Page.getInt(page(row), at(row) + JUMP) - 1;
    }

    private int depth(int row) {
        return row < 0 ? 0 : Page.getInt(page(row), at(row) + DEPTH);
    }

    private long least(int row) {
        return Page.getLong(page(row), at(row) + LEAST);
    }

    private long greatest(int row) {
        return Page.getLong(page(row), at(row) + GREATEST);
    }

    /**
     * The first row from this one back that may be in the range, or -1. A row between is not.
     *
     * @param row where to begin, itself included
     */
    int candidate(int row, long from, long to) {
        int at = row;
        while (at >= 0) {
            byte[] page = page(at);
            int offset = at(at);
            if (Page.getLong(page, offset + GREATEST) >= from
                    && Page.getLong(page, offset + LEAST) <= to) {
                return at;
            }
            at = Page.getInt(page, offset + JUMP) - 1;
        }
        return -1;
    }
}
