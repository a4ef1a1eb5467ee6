package dev.tidemill.engine.state;

import java.util.Arrays;

/** Pages that the writer no longer uses and a pinned view still sees, with their births. */
final class RetiredPages {
    private byte[][] pages = new byte[4][];
    private long[] births = new long[4];
    private int count;

    void add(byte[] page, long birth) {
        if (count == pages.length) {
            pages = Arrays.copyOf(pages, count * 2);
            births = Arrays.copyOf(births, count * 2);
        }
        pages[count] = page;
        births[count++] = birth;
    }

    int count() {
        return count;
    }

    /** Gives pages born after {@code epoch} back; hands the others on to an older view's list. */
    int releaseYoungerThan(long epoch, PageAllocator allocator, RetiredPages older) {
        int released = 0;
        for (int i = 0; i < count; i++) {
            if (births[i] > epoch) {
                allocator.release(pages[i]);
                released++;
            } else {
                older.add(pages[i], births[i]);
            }
        }
        count = 0;
        return released;
    }
}
