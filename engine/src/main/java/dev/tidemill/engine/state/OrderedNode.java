package dev.tidemill.engine.state;

import java.util.Arrays;

/**
 * The bytes of a node of an {@link OrderedIndex}: a header, the offsets of the cells in key order,
 * free space, and the cells from the page's end downwards. Free space is zeros, so that no
 * checkpoint has a key that was removed.
 *
 * <p>A cell is a key of at most {@link #INLINE_MAX} bytes, or its first so many bytes with the
 * whole key in a {@link VarHeap}; then the leaf's value or the inner node's child. The child of an
 * inner cell holds keys not below the cell's; keys below all cells are under the first child.
 */
final class OrderedNode {
    static final int INLINE_MAX = Page.BYTES / 8 - 24;
    static final int LEAF = 1;
    static final int INNER = 2;

    private static final int KIND = 0;
    private static final int COUNT = 2;
    private static final int CELLS_START = 4;
    private static final int GARBAGE = 6;
    private static final int FIRST_CHILD = 8;
    private static final int OFFSETS = 16;

    private static final int OVERFLOW_BIT = 0x8000;
    private static final int OVERFLOW_BYTES = 12;

    private OrderedNode() {}

    static void format(byte[] page, int kind) {
        page[KIND] = (byte) kind;
        Page.putShort(page, COUNT, 0);
        Page.putShort(page, CELLS_START, Page.BYTES);
        Page.putShort(page, GARBAGE, 0);
    }

    static boolean isLeaf(byte[] page) {
        return page[KIND] == LEAF;
    }

    static int count(byte[] page) {
        return Page.getShort(page, COUNT);
    }

    static int firstChild(byte[] page) {
        return Page.getInt(page, FIRST_CHILD);
    }

    static void setFirstChild(byte[] page, int child) {
        Page.putInt(page, FIRST_CHILD, child);
    }

    private static int cell(byte[] page, int index) {
        return Page.getShort(page, OFFSETS + 2 * index);
    }

    static boolean isOverflow(byte[] page, int index) {
        return (Page.getShort(page, cell(page, index)) & OVERFLOW_BIT) != 0;
    }

    static int inlineLength(byte[] page, int index) {
        return Page.getShort(page, cell(page, index)) & ~OVERFLOW_BIT;
    }

    static int keyLength(byte[] page, int index) {
        return isOverflow(page, index)
                ? Page.getInt(page, overflowAt(page, index))
                : inlineLength(page, index);
    }

    static int keyAt(byte[] page, int index) {
        return cell(page, index) + 2;
    }

    private static int overflowAt(byte[] page, int index) {
        return keyAt(page, index) + inlineLength(page, index);
    }

    static long overflowReference(byte[] page, int index) {
        return Page.getLong(page, overflowAt(page, index) + 4);
    }

    private static int payloadAt(byte[] page, int index) {
        return overflowAt(page, index) + (isOverflow(page, index) ? OVERFLOW_BYTES : 0);
    }

    static long value(byte[] page, int index) {
        return Page.getLong(page, payloadAt(page, index));
    }

    static void setValue(byte[] page, int index, long value) {
        Page.putLong(page, payloadAt(page, index), value);
    }

    /** The child of a cell, or the first child for -1. */
    static int child(byte[] page, int index) {
        return index < 0 ? firstChild(page) : Page.getInt(page, payloadAt(page, index));
    }

    private static int payloadBytes(byte[] page) {
        return isLeaf(page) ? 8 : 4;
    }

    private static int cellBytes(byte[] page, int index) {
        return payloadAt(page, index) + payloadBytes(page) - cell(page, index);
    }

    /** Bytes that the cells and their offsets take. */
    static int usedBytes(byte[] page) {
        return Page.BYTES
                - Page.getShort(page, CELLS_START)
                - Page.getShort(page, GARBAGE)
                + 2 * count(page);
    }

    static int freeBytes(byte[] page) {
        return Page.BYTES - OFFSETS - usedBytes(page);
    }

    /** Bytes that a cell with this key would take, with its offset. */
    static int bytesFor(byte[] page, int keyLength) {
        int key = keyLength > INLINE_MAX ? INLINE_MAX + OVERFLOW_BYTES : keyLength;
        return 2 + 2 + key + payloadBytes(page);
    }

    /** Makes a cell for a key at an index; the payload is undefined. It must fit. */
    static void insertKey(byte[] page, int index, byte[] key, int length, long overflowReference) {
        int inline = Math.min(length, INLINE_MAX);
        boolean overflow = length > INLINE_MAX;
        int bytes = 2 + inline + (overflow ? OVERFLOW_BYTES : 0) + payloadBytes(page);
        int at = makeCell(page, index, bytes);
        Page.putShort(page, at, overflow ? inline | OVERFLOW_BIT : inline);
        System.arraycopy(key, 0, page, at + 2, inline);
        if (overflow) {
            Page.putInt(page, at + 2 + inline, length);
            Page.putLong(page, at + 2 + inline + 4, overflowReference);
        }
    }

    static void setChild(byte[] page, int index, int child) {
        Page.putInt(page, payloadAt(page, index), child);
    }

    private static int makeCell(byte[] page, int index, int bytes) {
        int count = count(page);
        if (Page.getShort(page, CELLS_START) - bytes < OFFSETS + 2 * (count + 1)) {
            compact(page);
        }
        int at = Page.getShort(page, CELLS_START) - bytes;
        Page.putShort(page, CELLS_START, at);
        int slot = OFFSETS + 2 * index;
        System.arraycopy(page, slot, page, slot + 2, 2 * (count - index));
        Page.putShort(page, slot, at);
        Page.putShort(page, COUNT, count + 1);
        return at;
    }

    /** Copies a cell of a node of the same kind to an index of this one. It must fit. */
    static void copyCell(byte[] source, int sourceIndex, byte[] page, int index) {
        int bytes = cellBytes(source, sourceIndex);
        int at = makeCell(page, index, bytes);
        System.arraycopy(source, cell(source, sourceIndex), page, at, bytes);
    }

    static void removeCell(byte[] page, int index) {
        int count = count(page);
        int at = cell(page, index);
        int bytes = cellBytes(page, index);
        Arrays.fill(page, at, at + bytes, (byte) 0);
        Page.putShort(page, GARBAGE, Page.getShort(page, GARBAGE) + bytes);
        int slot = OFFSETS + 2 * index;
        System.arraycopy(page, slot + 2, page, slot, 2 * (count - index - 1));
        Page.putShort(page, COUNT, count - 1);
    }

    /** Removes the cells from {@code from} on. */
    static void truncate(byte[] page, int from) {
        for (int i = count(page) - 1; i >= from; i--) {
            removeCell(page, i);
        }
    }

    private static void compact(byte[] page) {
        byte[] before = page.clone();
        int at = Page.BYTES;
        for (int i = 0; i < count(page); i++) {
            int bytes = cellBytes(before, i);
            at -= bytes;
            System.arraycopy(before, cell(before, i), page, at, bytes);
            Page.putShort(page, OFFSETS + 2 * i, at);
        }
        Arrays.fill(page, OFFSETS + 2 * count(page), at, (byte) 0);
        Page.putShort(page, CELLS_START, at);
        Page.putShort(page, GARBAGE, 0);
    }

    /** The first index whose cells, with those before, take at least half of the used bytes. */
    static int middle(byte[] page) {
        int half = usedBytes(page) / 2;
        int sum = 0;
        int count = count(page);
        for (int i = 0; i < count - 1; i++) {
            sum += cellBytes(page, i) + 2;
            if (sum >= half) {
                return Math.max(1, i);
            }
        }
        return Math.max(1, count - 1);
    }

    /** Compares a cell's key with another, as unsigned bytes. */
    static int compareKey(byte[] page, int index, byte[] key, int length, VarHeapView overflow) {
        int cell = cell(page, index);
        int header = Page.getShort(page, cell);
        if ((header & OVERFLOW_BIT) == 0) {
            return compareBytes(page, cell + 2, header, key, length);
        }
        int inline = header & ~OVERFLOW_BIT;
        int byPrefix = compareBytes(page, cell + 2, inline, key, Math.min(inline, length));
        if (byPrefix != 0) {
            return byPrefix;
        }
        byte[] whole = key(page, index, overflow);
        return compareBytes(whole, 0, whole.length, key, length);
    }

    /** Eight bytes a step, which for short keys is quicker than the library's vectors. */
    private static int compareBytes(byte[] left, int at, int leftLength, byte[] right, int length) {
        int common = Math.min(leftLength, length);
        int i = 0;
        for (; i + 8 <= common; i += 8) {
            long a = Page.getLong(left, at + i);
            long b = Page.getLong(right, i);
            if (a != b) {
                return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
            }
        }
        for (; i < common; i++) {
            int difference = (left[at + i] & 0xFF) - (right[i] & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return leftLength - length;
    }

    /** A cell's whole key. */
    static byte[] key(byte[] page, int index, VarHeapView overflow) {
        byte[] key = new byte[keyLength(page, index)];
        copyKey(page, index, key, overflow);
        return key;
    }

    static void copyKey(byte[] page, int index, byte[] target, VarHeapView overflow) {
        if (isOverflow(page, index)) {
            overflow.read(overflowReference(page, index), keyLength(page, index), target, 0);
        } else {
            System.arraycopy(page, keyAt(page, index), target, 0, inlineLength(page, index));
        }
    }

    /** The first cell whose key is not below this one; the count when all are below. */
    static int ceiling(byte[] page, byte[] key, int length, VarHeapView overflow) {
        int low = 0;
        int high = count(page);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareKey(page, middle, key, length, overflow) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where an inner node's child for a key is: a cell, or -1 for the first child. */
    static int childFor(byte[] page, byte[] key, int length, VarHeapView overflow) {
        int index = ceiling(page, key, length, overflow);
        if (index < count(page) && compareKey(page, index, key, length, overflow) == 0) {
            return index;
        }
        return index - 1;
    }
}
