package dev.tidemill.engine.state;

/**
 * Looks rows up by hash in a {@link HashIndex}, from its writer's pages or from a snapshot's. What
 * it finds are candidates: the caller compares the keys, since different keys may share a hash.
 */
public sealed class HashIndexView permits HashIndex {
    static final int DEPTH = 0;
    static final int COUNT = 1;

    /** A bucket: entries in use, the tag bits all of them share, the first overflow page + 1. */
    static final int BUCKET_COUNT = 0;

    static final int BUCKET_DEPTH = 2;
    static final int BUCKET_OVERFLOW = 4;
    static final int BUCKET_ENTRIES = 32;
    static final int BUCKET_SLOTS = (Page.BYTES - BUCKET_ENTRIES) / 8;
    static final int DIRECTORY_PER_PAGE = Page.BYTES / 4;

    private final PageSource buckets;
    private final PageSource directory;

    public HashIndexView(PageSource buckets, PageSource directory) {
        this.buckets = buckets;
        this.directory = directory;
    }

    /** Entries in the index. */
    public final long count() {
        return buckets.meta(COUNT);
    }

    /** The 32 bits below the partition's three; the directory is indexed by their top bits. */
    static int tag(long hash) {
        return (int) (hash >>> 29);
    }

    static int home(int tag) {
        return ((tag & 0xFFFF) * BUCKET_SLOTS) >>> 16;
    }

    static long entry(int tag, long row) {
        return ((long) tag << 32) | ((row + 1) & 0xFFFFFFFFL);
    }

    static long row(long entry) {
        return (entry & 0xFFFFFFFFL) - 1;
    }

    static long entryAt(byte[] bucket, int slot) {
        return Page.getLong(bucket, BUCKET_ENTRIES + 8 * slot);
    }

    final int bucketOf(int tag) {
        int depth = (int) buckets.meta(DEPTH);
        if (depth == 0) {
            return 0;
        }
        int index = tag >>> (32 - depth);
        return Page.getInt(
                directory.page(index / DIRECTORY_PER_PAGE), index % DIRECTORY_PER_PAGE * 4);
    }

    /** The first row stored under this hash, or -1. */
    public final long first(long hash) {
        if (buckets.pageLimit() == 0) {
            return -1;
        }
        int tag = tag(hash);
        return search(buckets.page(bucketOf(tag)), tag, home(tag));
    }

    /** First rows for many hashes at once; -1 where there is none. */
    public final void first(long[] hashes, int count, long[] rows) {
        for (int i = 0; i < count; i++) {
            rows[i] = first(hashes[i]);
        }
    }

    /**
     * First rows for the hashes of some rows of a batch; -1 where there is none. All buckets are
     * read once before any is searched: these reads do not wait for each other, so that most of the
     * time that memory takes passes side by side.
     *
     * @param numbers rows of the batch, of which {@code from} to {@code to} are meant
     * @param found the first of them at 0
     * @return what was read; of no meaning, but to be kept somewhere lest the reads be left out
     */
    final long first(long[] hashes, int[] numbers, int from, int to, long[] found) {
        long read = 0;
        if (buckets.pageLimit() > 0) {
            for (int i = from; i < to; i++) {
                int tag = tag(hashes[numbers[i]]);
                read += entryAt(buckets.page(bucketOf(tag)), home(tag));
            }
        }
        for (int i = from; i < to; i++) {
            found[i - from] = first(hashes[numbers[i]]);
        }
        return read;
    }

    /** The row after {@code previous} under this hash, or -1. The index must not change between. */
    public final long next(long hash, long previous) {
        int tag = tag(hash);
        byte[] bucket = buckets.page(bucketOf(tag));
        int slot = find(bucket, entry(tag, previous), home(tag));
        if (slot >= 0) {
            return search(bucket, tag, slot + 1 == BUCKET_SLOTS ? 0 : slot + 1);
        }
        return searchOverflowAfter(bucket, tag, previous);
    }

    private long search(byte[] bucket, int tag, int start) {
        int slot = start;
        for (long entry = entryAt(bucket, slot); entry != 0; entry = entryAt(bucket, slot)) {
            if ((int) (entry >>> 32) == tag) {
                return row(entry);
            }
            if (++slot == BUCKET_SLOTS) {
                slot = 0;
            }
        }
        int overflow = Page.getInt(bucket, BUCKET_OVERFLOW);
        return overflow == 0 ? -1 : searchOverflow(overflow - 1, tag, 0);
    }

    /** The slot of an entry in its bucket, or -1. */
    static int find(byte[] bucket, long entry, int home) {
        int slot = home;
        for (long at = entryAt(bucket, slot); at != 0; at = entryAt(bucket, slot)) {
            if (at == entry) {
                return slot;
            }
            if (++slot == BUCKET_SLOTS) {
                slot = 0;
            }
        }
        return -1;
    }

    private long searchOverflow(int number, int tag, int from) {
        int slot = from;
        int at = number;
        while (true) {
            byte[] page = buckets.page(at);
            int count = Page.getShort(page, BUCKET_COUNT);
            for (; slot < count; slot++) {
                long entry = entryAt(page, slot);
                if ((int) (entry >>> 32) == tag) {
                    return row(entry);
                }
            }
            int next = Page.getInt(page, BUCKET_OVERFLOW);
            if (next == 0) {
                return -1;
            }
            at = next - 1;
            slot = 0;
        }
    }

    private long searchOverflowAfter(byte[] bucket, int tag, long previous) {
        long wanted = entry(tag, previous);
        int next = Page.getInt(bucket, BUCKET_OVERFLOW);
        while (next != 0) {
            byte[] page = buckets.page(next - 1);
            int count = Page.getShort(page, BUCKET_COUNT);
            for (int slot = 0; slot < count; slot++) {
                if (entryAt(page, slot) == wanted) {
                    return searchOverflow(next - 1, tag, slot + 1);
                }
            }
            next = Page.getInt(page, BUCKET_OVERFLOW);
        }
        throw new IllegalStateException("row " + previous + " is not under this hash");
    }
}
