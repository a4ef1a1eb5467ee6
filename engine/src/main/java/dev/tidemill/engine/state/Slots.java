package dev.tidemill.engine.state;

import java.util.Arrays;

/**
 * Equal slots in pages: a header, a bitmap of the used slots, then the slots. A slot's number is
 * {@code page << SLOT_BITS | slot} and stays the same for its life.
 *
 * <p>Invariants: pages with at least one used and one free slot are linked in a list whose first
 * page is kept in a metadata slot; the list's pages hold links in both directions. A page without
 * used slots is given back, unless it is the first of the list. A slot that is released is zeros,
 * so that no checkpoint has what was deleted.
 */
final class Slots {
    static final int SLOT_BITS = 10;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

    private static final int USED = 0;
    private static final int PREVIOUS = 4;
    private static final int NEXT = 8;
    private static final int BITMAP = 16;

    private final int width;
    private final int capacity;
    private final int words;
    private final int first;

    Slots(int width) {
        if (width <= 0 || width % 8 != 0 || width > Page.BYTES - BITMAP - 8) {
            throw new IllegalArgumentException("no slots of " + width + " bytes fit a page");
        }
        int most = Math.min(1 << SLOT_BITS, (Page.BYTES - BITMAP) / width);
        while (BITMAP + 8 * ((most + 63) / 64) + most * width > Page.BYTES) {
            most--;
        }
        this.width = width;
        this.capacity = most;
        this.words = (most + 63) / 64;
        this.first = BITMAP + 8 * words;
    }

    static int page(long slot) {
        return (int) (slot >>> SLOT_BITS);
    }

    int offset(long slot) {
        return first + ((int) slot & SLOT_MASK) * width;
    }

    int width() {
        return width;
    }

    int capacity() {
        return capacity;
    }

    static int used(byte[] page) {
        return Page.getInt(page, USED);
    }

    boolean isUsed(byte[] page, long slot) {
        int index = (int) slot & SLOT_MASK;
        return index < capacity && ((bits(page, index >>> 6) >>> index) & 1) != 0;
    }

    /** Takes a free slot; its bytes are any. */
    long take(Segment segment, int listMeta) {
        int head = (int) segment.meta(listMeta) - 1;
        if (head < 0) {
            head = segment.allocate();
            segment.setMeta(listMeta, head + 1L);
        }
        byte[] page = segment.writable(head);
        int word = 0;
        while (bits(page, word) == -1L) {
            word++;
        }
        int bit = Long.numberOfTrailingZeros(~bits(page, word));
        setBits(page, word, bits(page, word) | (1L << bit));
        int used = used(page) + 1;
        Page.putInt(page, USED, used);
        if (used == capacity) {
            unlink(segment, listMeta, page);
        }
        return ((long) head << SLOT_BITS) | (word << 6) | bit;
    }

    /** Gives a slot back, whose bytes are gone with it. */
    void release(Segment segment, int listMeta, long slot) {
        int number = page(slot);
        byte[] page = segment.writable(number);
        int index = (int) slot & SLOT_MASK;
        if (!isUsed(page, slot)) {
            throw new IllegalStateException("slot " + slot + " is not in use");
        }
        setBits(page, index >>> 6, bits(page, index >>> 6) & ~(1L << index));
        int at = offset(slot);
        Arrays.fill(page, at, at + width, (byte) 0);
        int used = used(page) - 1;
        Page.putInt(page, USED, used);
        if (used == capacity - 1) {
            link(segment, listMeta, number, page);
        }
        if (used == 0 && (Page.getInt(page, PREVIOUS) != 0 || Page.getInt(page, NEXT) != 0)) {
            unlink(segment, listMeta, page);
            segment.free(number);
        }
    }

    private static void link(Segment segment, int listMeta, int number, byte[] page) {
        int head = (int) segment.meta(listMeta);
        Page.putInt(page, PREVIOUS, 0);
        Page.putInt(page, NEXT, head);
        if (head != 0) {
            Page.putInt(segment.writable(head - 1), PREVIOUS, number + 1);
        }
        segment.setMeta(listMeta, number + 1L);
    }

    private static void unlink(Segment segment, int listMeta, byte[] page) {
        int previous = Page.getInt(page, PREVIOUS);
        int next = Page.getInt(page, NEXT);
        if (previous != 0) {
            Page.putInt(segment.writable(previous - 1), NEXT, next);
        } else {
            segment.setMeta(listMeta, next);
        }
        if (next != 0) {
            Page.putInt(segment.writable(next - 1), PREVIOUS, previous);
        }
        Page.putInt(page, PREVIOUS, 0);
        Page.putInt(page, NEXT, 0);
    }

    /** Writes the offsets of the used slots of a page in order; returns how many. */
    int usedOffsets(byte[] page, int[] offsets) {
        int count = 0;
        for (int word = 0; word < words; word++) {
            long bits = bits(page, word);
            while (bits != 0) {
                int index = (word << 6) + Long.numberOfTrailingZeros(bits);
                offsets[count++] = first + index * width;
                bits &= bits - 1;
            }
        }
        return count;
    }

    /** The slot at this offset of the page. */
    long slotAt(int page, int offset) {
        return ((long) page << SLOT_BITS) | ((offset - first) / width);
    }

    private static long bits(byte[] page, int word) {
        return Page.getLong(page, BITMAP + 8 * word);
    }

    private static void setBits(byte[] page, int word, long bits) {
        Page.putLong(page, BITMAP + 8 * word, bits);
    }
}
