package dev.tidemill.engine.state;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out pages and counts them exactly: every page that a region holds or that a pinned snapshot
 * still sees is counted until it comes back.
 *
 * <p>A bounded number of returned pages is kept for reuse, so that copy-on-write of busy ticks
 * makes no garbage. The budget is not enforced here, in the middle of a structure's change: callers
 * ask {@link #isOverBudget()} between bounded chunks of work. Thread-safe.
 */
public final class PageAllocator {
    /**
     * Returned pages kept for reuse, a sixteenth of the heap; more go to the garbage collector.
     * Rows that leave memory by the half million give back thousands of pages, which the next ones
     * take: old pages cost the collector nothing, and new memory costs more than filling it.
     */
    static final int FREE_PAGES_MAX =
            Math.clamp(Runtime.getRuntime().maxMemory() / 16 / Page.BYTES, 1024, 1 << 20);

    private static final int FREE_CAPACITY_MIN = 256;

    private final long budgetBytes;
    private final AtomicLong pages = new AtomicLong();
    private byte[][] free = new byte[FREE_CAPACITY_MIN][];
    private int freeCount;

    public PageAllocator(long budgetBytes) {
        if (budgetBytes <= 0) {
            throw new IllegalArgumentException("budgetBytes must be positive: " + budgetBytes);
        }
        this.budgetBytes = budgetBytes;
    }

    public static PageAllocator unbounded() {
        return new PageAllocator(Long.MAX_VALUE);
    }

    /** A page of zeros. */
    byte[] zeroed() {
        pages.getAndIncrement();
        byte[] page = reuse();
        if (page.length == 0) {
            return new byte[Page.BYTES];
        }
        Arrays.fill(page, (byte) 0);
        return page;
    }

    /** A page of any bytes, for those who write all of it before anybody reads it. */
    byte[] unfilled() {
        pages.getAndIncrement();
        byte[] page = reuse();
        return page.length == 0 ? new byte[Page.BYTES] : page;
    }

    byte[] copyOf(byte[] source) {
        pages.getAndIncrement();
        byte[] page = reuse();
        if (page.length == 0) {
            return source.clone();
        }
        System.arraycopy(source, 0, page, 0, Page.BYTES);
        return page;
    }

    /** Takes back a page that neither a region nor a snapshot refers to. */
    void release(byte[] page) {
        pages.getAndDecrement();
        synchronized (pages) {
            if (freeCount < FREE_PAGES_MAX) {
                if (freeCount == free.length) {
                    free = Arrays.copyOf(free, freeCount * 2);
                }
                free[freeCount++] = page;
            }
        }
    }

    /** Bytes of the pages that are live or retained by pinned snapshots. */
    public long bytes() {
        return pages.get() * Page.BYTES;
    }

    public long budgetBytes() {
        return budgetBytes;
    }

    public boolean isOverBudget() {
        return bytes() > budgetBytes;
    }

    private static final byte[] NONE = new byte[0];

    private byte[] reuse() {
        synchronized (pages) {
            if (freeCount == 0) {
                return NONE;
            }
            byte[] page = free[--freeCount];
            free[freeCount] = NONE;
            return page;
        }
    }
}
