package dev.tidemill.engine.state;

/** Reads an {@link OrderedIndex}, from its writer's pages or from a snapshot's. */
public sealed class OrderedIndexView permits OrderedIndex {
    static final int ROOT = 0;
    static final int COUNT = 1;

    final PageSource nodes;
    final VarHeapView overflow;

    OrderedIndexView(PageSource nodes, VarHeapView overflow) {
        this.nodes = nodes;
        this.overflow = overflow;
    }

    /** Keys in the index. */
    public final long count() {
        return nodes.meta(COUNT);
    }

    /** The root's page, or -1 while the index is empty. */
    final int root() {
        return (int) nodes.meta(ROOT) - 1;
    }

    /** The value of the key {@code key[0..length)}, or {@code missing}. */
    public final long get(byte[] key, int length, long missing) {
        int number = root();
        if (number < 0) {
            return missing;
        }
        byte[] page = nodes.page(number);
        while (!OrderedNode.isLeaf(page)) {
            int index = OrderedNode.childFor(page, key, length, overflow);
            page = nodes.page(OrderedNode.child(page, index));
        }
        int index = OrderedNode.ceiling(page, key, length, overflow);
        boolean found =
                index < OrderedNode.count(page)
                        && OrderedNode.compareKey(page, index, key, length, overflow) == 0;
        return found ? OrderedNode.value(page, index) : missing;
    }

    /** A cursor, not yet on a key. */
    public final OrderedCursor cursor() {
        return new OrderedCursor(this);
    }
}
