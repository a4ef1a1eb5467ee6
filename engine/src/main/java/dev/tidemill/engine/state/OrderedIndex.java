package dev.tidemill.engine.state;

import java.util.Arrays;

/**
 * A B+tree from byte strings, in unsigned byte order, to longs. {@link KeyEncoder} makes the keys,
 * so that their order is that of the values. Two segments: nodes, and the bytes of long keys.
 *
 * <p>Invariants: all leaves are at one depth; a leaf has at least one key; nodes are not linked to
 * their neighbours, so that a change copies only the path to its leaf. A leaf under a quarter full
 * is joined with a neighbour of the same parent when both fit a page. The key of an inner cell
 * begins the least key below it, so that nothing is left of a key that was removed.
 */
public final class OrderedIndex extends OrderedIndexView {
    /** Segments that an index takes. */
    public static final int SEGMENTS = 2;

    private static final int LEVELS_MAX = 24;
    private static final int UNDERFULL_BYTES = Page.BYTES / 4;
    private static final int JOINED_BYTES_MAX = Page.BYTES * 3 / 4;

    private final Segment pages;
    private final VarHeap longKeys;
    private final int[] path = new int[LEVELS_MAX];
    private final int[] positions = new int[LEVELS_MAX];
    private int depth;

    public OrderedIndex(Region region, int firstSegment) {
        Segment nodePages = region.segment(firstSegment);
        VarHeap heap = new VarHeap(region, firstSegment + 1);
        super(nodePages, heap);
        this.pages = nodePages;
        this.longKeys = heap;
    }

    /** The index as a snapshot sees it. */
    public static OrderedIndexView at(Snapshot snapshot, Region region, int firstSegment) {
        return new OrderedIndexView(
                snapshot.segment(region, firstSegment),
                VarHeap.at(snapshot, region, firstSegment + 1));
    }

    /** Sets the value of {@code key[0..length)}; true when the key is new. */
    public boolean put(byte[] key, int length, long value) {
        int leaf = findLeaf(key, length);
        byte[] page = pages.page(leaf);
        int index = OrderedNode.ceiling(page, key, length, overflow);
        if (isAt(page, index, key, length)) {
            OrderedNode.setValue(pages.writable(leaf), index, value);
            return false;
        }
        insertAt(leaf, index, key, length, value);
        return true;
    }

    /**
     * Adds to the value of a key, which counts as 0 when it is missing; a key whose value becomes 0
     * is removed. Returns the new value.
     */
    public long add(byte[] key, int length, long change) {
        if (change == 0) {
            return get(key, length, 0);
        }
        int leaf = findLeaf(key, length);
        byte[] page = pages.page(leaf);
        int index = OrderedNode.ceiling(page, key, length, overflow);
        if (!isAt(page, index, key, length)) {
            insertAt(leaf, index, key, length, change);
            return change;
        }
        long value = OrderedNode.value(page, index) + change;
        if (value == 0) {
            remove(leaf, index, key, length);
        } else {
            OrderedNode.setValue(pages.writable(leaf), index, value);
        }
        return value;
    }

    /** Removes a key; false when it is not there. */
    public boolean remove(byte[] key, int length) {
        if (root() < 0) {
            return false;
        }
        int leaf = findLeaf(key, length);
        byte[] page = pages.page(leaf);
        int index = OrderedNode.ceiling(page, key, length, overflow);
        if (!isAt(page, index, key, length)) {
            return false;
        }
        remove(leaf, index, key, length);
        return true;
    }

    private boolean isAt(byte[] page, int index, byte[] key, int length) {
        return index < OrderedNode.count(page)
                && OrderedNode.compareKey(page, index, key, length, overflow) == 0;
    }

    /** Descends to the leaf for a key, noting the path; makes the first leaf of an empty index. */
    private int findLeaf(byte[] key, int length) {
        depth = 0;
        int number = root();
        if (number < 0) {
            number = pages.allocate();
            OrderedNode.format(pages.writable(number), OrderedNode.LEAF);
            pages.setMeta(ROOT, number + 1L);
            return number;
        }
        byte[] page = pages.page(number);
        while (!OrderedNode.isLeaf(page)) {
            int index = OrderedNode.childFor(page, key, length, overflow);
            path[depth] = number;
            positions[depth++] = index;
            number = OrderedNode.child(page, index);
            page = pages.page(number);
        }
        return number;
    }

    private void insertAt(int leaf, int index, byte[] key, int length, long value) {
        pages.setMeta(COUNT, count() + 1);
        byte[] page = pages.writable(leaf);
        if (OrderedNode.freeBytes(page) >= OrderedNode.bytesFor(page, length)) {
            insertValue(page, index, key, length, value);
            return;
        }
        int rightNumber = pages.allocate();
        byte[] right = pages.writable(rightNumber);
        OrderedNode.format(right, OrderedNode.LEAF);
        int count = OrderedNode.count(page);
        // Keys that come in order leave full pages behind.
        int middle = index == count ? count : OrderedNode.middle(page);
        moveCells(page, middle, right);
        if (index > middle || middle == count) {
            insertValue(right, index - middle, key, length, value);
        } else {
            insertValue(page, index, key, length, value);
        }
        byte[] separator =
                separator(
                        OrderedNode.key(page, OrderedNode.count(page) - 1, overflow),
                        OrderedNode.key(right, 0, overflow));
        insertChild(leaf, separator, rightNumber);
    }

    private void insertValue(byte[] page, int index, byte[] key, int length, long value) {
        OrderedNode.insertKey(page, index, key, length, storeLong(key, length));
        OrderedNode.setValue(page, index, value);
    }

    private long storeLong(byte[] key, int length) {
        return length > OrderedNode.INLINE_MAX ? longKeys.store(key, 0, length) : 0;
    }

    private static void moveCells(byte[] left, int from, byte[] right) {
        int count = OrderedNode.count(left);
        for (int i = from; i < count; i++) {
            OrderedNode.copyCell(left, i, right, i - from);
        }
        OrderedNode.truncate(left, from);
    }

    /** The shortest key above {@code left} and not above {@code right}. */
    private static byte[] separator(byte[] left, byte[] right) {
        int same = Arrays.mismatch(left, right);
        return Arrays.copyOf(right, same + 1);
    }

    /** Adds a child right of {@code left}, splitting upwards as needed. */
    private void insertChild(int left, byte[] separator, int child) {
        if (depth == 0) {
            int rootNumber = pages.allocate();
            byte[] newRoot = pages.writable(rootNumber);
            OrderedNode.format(newRoot, OrderedNode.INNER);
            OrderedNode.setFirstChild(newRoot, left);
            insertChildKey(newRoot, 0, separator, child);
            pages.setMeta(ROOT, rootNumber + 1L);
            return;
        }
        depth--;
        int number = path[depth];
        int index = positions[depth] + 1;
        byte[] page = pages.writable(number);
        if (OrderedNode.freeBytes(page) >= OrderedNode.bytesFor(page, separator.length)) {
            insertChildKey(page, index, separator, child);
            return;
        }
        splitInner(number, page, index, separator, child);
    }

    private void insertChildKey(byte[] page, int index, byte[] key, int child) {
        OrderedNode.insertKey(page, index, key, key.length, storeLong(key, key.length));
        OrderedNode.setChild(page, index, child);
    }

    /** The middle key moves up; its child becomes the right node's first. */
    private void splitInner(int number, byte[] page, int index, byte[] separator, int child) {
        int middle = Math.min(OrderedNode.middle(page), OrderedNode.count(page) - 1);
        int rightNumber = pages.allocate();
        byte[] right = pages.writable(rightNumber);
        OrderedNode.format(right, OrderedNode.INNER);
        OrderedNode.setFirstChild(right, OrderedNode.child(page, middle));
        byte[] up = OrderedNode.key(page, middle, overflow);
        int count = OrderedNode.count(page);
        for (int i = middle + 1; i < count; i++) {
            OrderedNode.copyCell(page, i, right, i - middle - 1);
        }
        freeLong(page, middle);
        OrderedNode.truncate(page, middle);
        if (index > middle) {
            insertChildKey(right, index - middle - 1, separator, child);
        } else {
            insertChildKey(page, index, separator, child);
        }
        insertChild(number, up, rightNumber);
    }

    private void freeLong(byte[] page, int index) {
        if (OrderedNode.isOverflow(page, index)) {
            longKeys.free(
                    OrderedNode.overflowReference(page, index), OrderedNode.keyLength(page, index));
        }
    }

    private void remove(int leaf, int index, byte[] key, int length) {
        boolean isBegun = index == 0 && lastCell() >= 0;
        removeAt(leaf, index);
        if (isBegun) {
            renewSeparator(key, length);
        }
    }

    /** The lowest level of the path that goes by a cell; -1 when all go by the first child. */
    private int lastCell() {
        int level = depth - 1;
        while (level >= 0 && positions[level] < 0) {
            level--;
        }
        return level;
    }

    /**
     * The least key below a cell is gone: the cell's key is to begin the one that is least now.
     * Cells above are begun by keys on the left of this one.
     */
    private void renewSeparator(byte[] key, int length) {
        if (root() < 0) {
            return;
        }
        int ignored = findLeaf(key, length);
        int level = lastCell();
        if (level < 0) {
            return;
        }
        int position = positions[level];
        byte[] page = pages.page(path[level]);
        int child = OrderedNode.child(page, position);
        byte[] least = leastKey(child);
        byte[] former = OrderedNode.key(page, position, overflow);
        if (former.length <= least.length
                && Arrays.equals(former, 0, former.length, least, 0, former.length)) {
            return;
        }
        byte[] separator = separator(greatestKey(OrderedNode.child(page, position - 1)), least);
        page = pages.writable(path[level]);
        freeLong(page, position);
        OrderedNode.removeCell(page, position);
        positions[level] = position - 1;
        depth = level + 1;
        insertChild(path[level], separator, child);
    }

    private byte[] leastKey(int number) {
        byte[] page = pages.page(number);
        while (!OrderedNode.isLeaf(page)) {
            page = pages.page(OrderedNode.firstChild(page));
        }
        return OrderedNode.key(page, 0, overflow);
    }

    private byte[] greatestKey(int number) {
        byte[] page = pages.page(number);
        while (!OrderedNode.isLeaf(page)) {
            page = pages.page(OrderedNode.child(page, OrderedNode.count(page) - 1));
        }
        return OrderedNode.key(page, OrderedNode.count(page) - 1, overflow);
    }

    private void removeAt(int leaf, int index) {
        pages.setMeta(COUNT, count() - 1);
        byte[] page = pages.writable(leaf);
        freeLong(page, index);
        OrderedNode.removeCell(page, index);
        if (OrderedNode.count(page) == 0) {
            pages.free(leaf);
            removeChild();
        } else if (depth > 0 && OrderedNode.usedBytes(page) < UNDERFULL_BYTES) {
            joinWithNeighbour();
        }
    }

    /** Removes the child that the path leads to, and nodes that lose their last child. */
    private void removeChild() {
        while (depth > 0) {
            depth--;
            byte[] page = pages.writable(path[depth]);
            int index = positions[depth];
            if (OrderedNode.count(page) == 0) {
                pages.free(path[depth]);
                continue;
            }
            if (index < 0) {
                OrderedNode.setFirstChild(page, OrderedNode.child(page, 0));
                index = 0;
            }
            freeLong(page, index);
            OrderedNode.removeCell(page, index);
            if (depth == 0) {
                shrinkRoot();
            }
            return;
        }
        pages.setMeta(ROOT, 0);
    }

    /** While the root has a single child, that child becomes the root. */
    private void shrinkRoot() {
        int number = root();
        byte[] page = pages.page(number);
        while (!OrderedNode.isLeaf(page) && OrderedNode.count(page) == 0) {
            int child = OrderedNode.firstChild(page);
            pages.free(number);
            number = child;
            page = pages.page(number);
        }
        pages.setMeta(ROOT, number + 1L);
    }

    /** Joins the path's leaf with the neighbour on its right, or else on its left. */
    private void joinWithNeighbour() {
        int parentNumber = path[depth - 1];
        byte[] parent = pages.page(parentNumber);
        int leftPosition = positions[depth - 1];
        if (leftPosition + 1 >= OrderedNode.count(parent)) {
            leftPosition--;
        }
        if (leftPosition < -1 || leftPosition + 1 >= OrderedNode.count(parent)) {
            return;
        }
        int leftNumber = OrderedNode.child(parent, leftPosition);
        int rightNumber = OrderedNode.child(parent, leftPosition + 1);
        byte[] right = pages.page(rightNumber);
        int together = OrderedNode.usedBytes(pages.page(leftNumber)) + OrderedNode.usedBytes(right);
        if (together > JOINED_BYTES_MAX) {
            return;
        }
        byte[] left = pages.writable(leftNumber);
        int count = OrderedNode.count(right);
        for (int i = 0; i < count; i++) {
            OrderedNode.copyCell(right, i, left, OrderedNode.count(left));
        }
        pages.free(rightNumber);
        positions[depth - 1] = leftPosition + 1;
        removeChild();
    }
}
