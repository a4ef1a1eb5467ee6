package dev.tidemill.engine.state;

import java.util.Arrays;

/**
 * Walks an {@link OrderedIndexView} in key order, both ways. One thread each. Over the writer's own
 * pages a change of the index invalidates it: seek again.
 */
public final class OrderedCursor {
    private static final int LEVELS_MAX = 24;

    private final OrderedIndexView index;
    private final int[] path = new int[LEVELS_MAX];
    private final int[] positions = new int[LEVELS_MAX];
    private int depth;
    private byte[] leaf = new byte[0];
    private int position;
    private boolean valid;

    OrderedCursor(OrderedIndexView index) {
        this.index = index;
    }

    /** True when the cursor is on a key. */
    public boolean isValid() {
        return valid;
    }

    /** Goes to the smallest key; false when there is none. */
    public boolean first() {
        if (!descendFrom(index.root(), true)) {
            return false;
        }
        position = 0;
        return settleForward();
    }

    /** Goes to the largest key; false when there is none. */
    public boolean last() {
        if (!descendFrom(index.root(), false)) {
            return false;
        }
        position = OrderedNode.count(leaf) - 1;
        return settleBackward();
    }

    private boolean descendFrom(int number, boolean leftmost) {
        depth = 0;
        valid = false;
        return number >= 0 && descend(number, leftmost);
    }

    private boolean descend(int number, boolean leftmost) {
        byte[] page = index.nodes.page(number);
        while (!OrderedNode.isLeaf(page)) {
            int child = leftmost ? -1 : OrderedNode.count(page) - 1;
            push(number, child);
            number = OrderedNode.child(page, child);
            page = index.nodes.page(number);
        }
        leaf = page;
        return true;
    }

    private void push(int number, int child) {
        path[depth] = number;
        positions[depth++] = child;
    }

    /** Goes to the smallest key not below {@code key[0..length)}; false when there is none. */
    public boolean seekCeiling(byte[] key, int length) {
        if (!seekLeaf(key, length)) {
            return false;
        }
        position = OrderedNode.ceiling(leaf, key, length, index.overflow);
        return settleForward();
    }

    /** Goes to the largest key below {@code key[0..length)}; false when there is none. */
    public boolean seekBelow(byte[] key, int length) {
        if (!seekLeaf(key, length)) {
            return false;
        }
        position = OrderedNode.ceiling(leaf, key, length, index.overflow) - 1;
        return settleBackward();
    }

    private boolean seekLeaf(byte[] key, int length) {
        depth = 0;
        valid = false;
        int number = index.root();
        if (number < 0) {
            return false;
        }
        byte[] page = index.nodes.page(number);
        while (!OrderedNode.isLeaf(page)) {
            int child = OrderedNode.childFor(page, key, length, index.overflow);
            push(number, child);
            number = OrderedNode.child(page, child);
            page = index.nodes.page(number);
        }
        leaf = page;
        return true;
    }

    /** Goes to the next larger key; false at the end. */
    public boolean next() {
        position++;
        return settleForward();
    }

    /** Goes to the next smaller key; false at the beginning. */
    public boolean previous() {
        position--;
        return settleBackward();
    }

    private boolean settleForward() {
        while (position >= OrderedNode.count(leaf)) {
            while (depth > 0
                    && positions[depth - 1]
                            == OrderedNode.count(index.nodes.page(path[depth - 1])) - 1) {
                depth--;
            }
            if (depth == 0) {
                valid = false;
                return false;
            }
            int child = ++positions[depth - 1];
            descend(OrderedNode.child(index.nodes.page(path[depth - 1]), child), true);
            position = 0;
        }
        valid = true;
        return true;
    }

    private boolean settleBackward() {
        while (position < 0) {
            while (depth > 0 && positions[depth - 1] == -1) {
                depth--;
            }
            if (depth == 0) {
                valid = false;
                return false;
            }
            int child = --positions[depth - 1];
            descend(OrderedNode.child(index.nodes.page(path[depth - 1]), child), false);
            position = OrderedNode.count(leaf) - 1;
        }
        valid = true;
        return true;
    }

    public int keyLength() {
        return OrderedNode.keyLength(leaf, position);
    }

    /** Copies the key to the beginning of an array of at least {@link #keyLength}. */
    public void copyKey(byte[] target) {
        OrderedNode.copyKey(leaf, position, target, index.overflow);
    }

    /** The key as a new array. */
    public byte[] key() {
        return OrderedNode.key(leaf, position, index.overflow);
    }

    public long value() {
        return OrderedNode.value(leaf, position);
    }

    /** True when the key begins with {@code prefix[0..length)}. */
    public boolean keyStartsWith(byte[] prefix, int length) {
        if (OrderedNode.keyLength(leaf, position) < length) {
            return false;
        }
        if (length <= OrderedNode.inlineLength(leaf, position)) {
            int at = OrderedNode.keyAt(leaf, position);
            return Arrays.equals(leaf, at, at + length, prefix, 0, length);
        }
        return Arrays.equals(key(), 0, length, prefix, 0, length);
    }

    /** Compares the key with {@code other[0..length)} as unsigned bytes. */
    public int compareKey(byte[] other, int length) {
        return OrderedNode.compareKey(leaf, position, other, length, index.overflow);
    }
}
