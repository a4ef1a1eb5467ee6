package dev.tidemill.engine.state;

import java.util.Arrays;

/**
 * From 64-bit hashes to row numbers (of 32 bits, as {@link RowHeap} gives them), by extendible
 * hashing: a full bucket page splits in two, nothing else moves, so the work of an insert stays
 * flat while the index grows. Two segments: buckets, directory.
 *
 * <p>Several rows may stand under one hash. A few cost nothing; thousands under a single hash go to
 * a list of overflow pages that lookups of that bucket walk, so chain equal keys through the rows
 * instead ({@link ZSetTable} does).
 *
 * <p>Invariants: bucket 0 exists once anything was inserted; all tags in a bucket share their top
 * {@code depth} bits; an entry is reachable from its home slot without crossing an empty one.
 */
public final class HashIndex extends HashIndexView {
    /** Segments that an index takes. */
    public static final int SEGMENTS = 2;

    private static final int FILL_MAX = BUCKET_SLOTS * 3 / 4;
    private static final int DEPTH_MAX = 24;
    private static final long ROW_MAX = 0xFFFFFFFEL;

    private final Segment buckets;
    private final Segment directory;
    private final long[] scratch = new long[BUCKET_SLOTS];

    public HashIndex(Region region, int firstSegment) {
        super(region.segment(firstSegment), region.segment(firstSegment + 1));
        this.buckets = region.segment(firstSegment);
        this.directory = region.segment(firstSegment + 1);
    }

    /** The index as a snapshot sees it. */
    public static HashIndexView at(Snapshot snapshot, Region region, int firstSegment) {
        return new HashIndexView(
                snapshot.segment(region, firstSegment), snapshot.segment(region, firstSegment + 1));
    }

    /** Adds a row under a hash. The pair must not be in the index yet. */
    public void insert(long hash, long row) {
        if (row < 0 || row > ROW_MAX) {
            throw new IllegalArgumentException("row " + row + " does not fit the index");
        }
        if (buckets.pageLimit() == 0) {
            buckets.allocate();
        }
        int tag = tag(hash);
        while (true) {
            int number = bucketOf(tag);
            byte[] bucket = buckets.writable(number);
            if (Page.getShort(bucket, BUCKET_COUNT) < FILL_MAX) {
                place(bucket, entry(tag, row), home(tag));
                Page.putShort(bucket, BUCKET_COUNT, Page.getShort(bucket, BUCKET_COUNT) + 1);
                break;
            }
            if (!split(bucket, tag)) {
                insertOverflow(bucket, entry(tag, row));
                break;
            }
        }
        buckets.setMeta(COUNT, buckets.meta(COUNT) + 1);
    }

    private static void place(byte[] bucket, long entry, int home) {
        int slot = home;
        while (entryAt(bucket, slot) != 0) {
            if (++slot == BUCKET_SLOTS) {
                slot = 0;
            }
        }
        setEntry(bucket, slot, entry);
    }

    private static void setEntry(byte[] bucket, int slot, long entry) {
        Page.putLong(bucket, BUCKET_ENTRIES + 8 * slot, entry);
    }

    /** Divides a full bucket by its next tag bit; false when that would not help. */
    private boolean split(byte[] bucket, int tag) {
        int depth = Page.getShort(bucket, BUCKET_DEPTH);
        if (depth >= DEPTH_MAX || Page.getInt(bucket, BUCKET_OVERFLOW) != 0) {
            return false;
        }
        int count = 0;
        for (int slot = 0; slot < BUCKET_SLOTS; slot++) {
            long entry = entryAt(bucket, slot);
            if (entry != 0) {
                scratch[count++] = entry;
            }
        }
        if (isMostlyOneTag(count)) {
            return false;
        }
        if (depth == (int) buckets.meta(DEPTH)) {
            doubleDirectory();
        }
        int otherNumber = buckets.allocate();
        byte[] other = buckets.writable(otherNumber);
        Arrays.fill(bucket, BUCKET_ENTRIES, Page.BYTES, (byte) 0);
        int moved = 0;
        for (int i = 0; i < count; i++) {
            int entryTag = (int) (scratch[i] >>> 32);
            boolean upper = ((entryTag >>> (31 - depth)) & 1) != 0;
            place(upper ? other : bucket, scratch[i], home(entryTag));
            moved += upper ? 1 : 0;
        }
        setHeader(bucket, count - moved, depth + 1);
        setHeader(other, moved, depth + 1);
        pointUpperHalf(tag, depth, otherNumber);
        return true;
    }

    private static void setHeader(byte[] bucket, int count, int depth) {
        Page.putShort(bucket, BUCKET_COUNT, count);
        Page.putShort(bucket, BUCKET_DEPTH, depth);
    }

    /** True when over half of the entries share one tag, so that splitting cannot make room. */
    private boolean isMostlyOneTag(int count) {
        int candidate = 0;
        int votes = 0;
        for (int i = 0; i < count; i++) {
            int tag = (int) (scratch[i] >>> 32);
            if (votes == 0) {
                candidate = tag;
            }
            votes += tag == candidate ? 1 : -1;
        }
        int same = 0;
        for (int i = 0; i < count; i++) {
            same += (int) (scratch[i] >>> 32) == candidate ? 1 : 0;
        }
        return same * 2 > count;
    }

    private void doubleDirectory() {
        int depth = (int) buckets.meta(DEPTH);
        int size = 1 << depth;
        while (directory.pageLimit() * DIRECTORY_PER_PAGE < size * 2) {
            directory.allocateAtEnd();
        }
        // Bucket 0 stands for the whole of an index that has no directory yet.
        for (int i = size - 1; i >= 0; i--) {
            int bucket = depth == 0 ? 0 : pointer(i);
            setPointer(2 * i + 1, bucket);
            setPointer(2 * i, bucket);
        }
        buckets.setMeta(DEPTH, depth + 1L);
    }

    private int pointer(int index) {
        return Page.getInt(
                directory.page(index / DIRECTORY_PER_PAGE), index % DIRECTORY_PER_PAGE * 4);
    }

    private void setPointer(int index, int bucket) {
        Page.putInt(
                directory.writable(index / DIRECTORY_PER_PAGE),
                index % DIRECTORY_PER_PAGE * 4,
                bucket);
    }

    /** Points the directory's entries for the tag's prefix followed by a one at a bucket. */
    private void pointUpperHalf(int tag, int depth, int bucket) {
        int prefix = depth == 0 ? 0 : tag >>> (32 - depth);
        pointRange((prefix << 1) | 1, depth + 1, bucket);
    }

    private void pointRange(int prefix, int prefixBits, int bucket) {
        int shift = (int) buckets.meta(DEPTH) - prefixBits;
        int end = (prefix + 1) << shift;
        for (int i = prefix << shift; i < end; i++) {
            setPointer(i, bucket);
        }
    }

    private void insertOverflow(byte[] bucket, long entry) {
        int first = Page.getInt(bucket, BUCKET_OVERFLOW);
        if (first == 0 || Page.getShort(buckets.page(first - 1), BUCKET_COUNT) == BUCKET_SLOTS) {
            int number = buckets.allocate();
            Page.putInt(buckets.writable(number), BUCKET_OVERFLOW, first);
            first = number + 1;
            Page.putInt(bucket, BUCKET_OVERFLOW, first);
        }
        byte[] page = buckets.writable(first - 1);
        int count = Page.getShort(page, BUCKET_COUNT);
        setEntry(page, count, entry);
        Page.putShort(page, BUCKET_COUNT, count + 1);
    }

    /** Removes a row from under a hash; throws when it is not there. */
    public void remove(long hash, long row) {
        int tag = tag(hash);
        int number = bucketOf(tag);
        byte[] bucket = buckets.writable(number);
        int slot = find(bucket, entry(tag, row), home(tag));
        if (slot >= 0) {
            closeGap(bucket, slot);
            int count = Page.getShort(bucket, BUCKET_COUNT) - 1;
            Page.putShort(bucket, BUCKET_COUNT, count);
            if (count == 0) {
                mergeWithBuddy(tag, number, bucket);
            }
        } else {
            removeOverflow(bucket, entry(tag, row));
        }
        buckets.setMeta(COUNT, buckets.meta(COUNT) - 1);
    }

    /** Moves later entries of the run back, so that no probe is cut short. */
    private static void closeGap(byte[] bucket, int slot) {
        int gap = slot;
        int at = slot;
        while (true) {
            at = at + 1 == BUCKET_SLOTS ? 0 : at + 1;
            long entry = entryAt(bucket, at);
            if (entry == 0) {
                break;
            }
            int home = home((int) (entry >>> 32));
            boolean between = gap < at ? home > gap && home <= at : home > gap || home <= at;
            if (!between) {
                setEntry(bucket, gap, entry);
                gap = at;
            }
        }
        setEntry(bucket, gap, 0);
    }

    private void mergeWithBuddy(int tag, int number, byte[] bucket) {
        int depth = Page.getShort(bucket, BUCKET_DEPTH);
        if (depth == 0 || Page.getInt(bucket, BUCKET_OVERFLOW) != 0) {
            return;
        }
        int buddyTag = tag ^ (1 << (32 - depth));
        int buddyNumber = bucketOf(buddyTag);
        // Bucket 0 stays, since an index without a directory begins there.
        if (number == 0 || Page.getShort(buckets.page(buddyNumber), BUCKET_DEPTH) != depth) {
            return;
        }
        Page.putShort(buckets.writable(buddyNumber), BUCKET_DEPTH, depth - 1);
        pointRange(depth == 1 ? 0 : tag >>> (33 - depth), depth - 1, buddyNumber);
        buckets.free(number);
    }

    private void removeOverflow(byte[] bucket, long entry) {
        byte[] previous = bucket;
        int previousNumber = -1;
        int number = Page.getInt(bucket, BUCKET_OVERFLOW) - 1;
        while (number >= 0) {
            byte[] page = buckets.page(number);
            int count = Page.getShort(page, BUCKET_COUNT);
            for (int slot = 0; slot < count; slot++) {
                if (entryAt(page, slot) == entry) {
                    removeOverflowAt(previous, previousNumber, number, slot);
                    return;
                }
            }
            previous = page;
            previousNumber = number;
            number = Page.getInt(page, BUCKET_OVERFLOW) - 1;
        }
        throw new IllegalStateException("row " + row(entry) + " is not under this hash");
    }

    private void removeOverflowAt(byte[] previous, int previousNumber, int number, int slot) {
        byte[] page = buckets.writable(number);
        int last = Page.getShort(page, BUCKET_COUNT) - 1;
        if (last == 0) {
            byte[] link = previousNumber < 0 ? previous : buckets.writable(previousNumber);
            Page.putInt(link, BUCKET_OVERFLOW, Page.getInt(page, BUCKET_OVERFLOW));
            buckets.free(number);
            return;
        }
        setEntry(page, slot, entryAt(page, last));
        setEntry(page, last, 0);
        Page.putShort(page, BUCKET_COUNT, last);
    }

    /** Puts another row in a row's place under a hash; throws when the old one is not there. */
    public void replace(long hash, long oldRow, long newRow) {
        int tag = tag(hash);
        byte[] bucket = buckets.writable(bucketOf(tag));
        int slot = find(bucket, entry(tag, oldRow), home(tag));
        if (slot >= 0) {
            setEntry(bucket, slot, entry(tag, newRow));
        } else {
            removeOverflow(bucket, entry(tag, oldRow));
            insertOverflow(bucket, entry(tag, newRow));
        }
    }
}
