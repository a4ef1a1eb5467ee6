package dev.tidemill.engine.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A persistent radix tree from page numbers to pages, with each page's stamp. {@link #withLeaf}
 * leaves the old tree as it was and copies only the touched paths; within one build a node is
 * copied once.
 */
final class PageTree {
    private static final int BITS = 6;
    private static final int FANOUT = 1 << BITS;
    private static final int MASK = FANOUT - 1;
    private static final long[] NO_STAMPS = new long[0];
    private static final byte[] @Nullable [] NO_PAGES = new byte[0][];
    private static final @Nullable Node[] NO_CHILDREN = new Node[0];
    static final PageTree EMPTY = new PageTree(0, new Node(-1, NO_CHILDREN));

    /**
     * A leaf has as many pages as it was given: most structures have few, and it is copied often.
     */
    private static final class Node {
        /** The build that made the node and may still change it. */
        final long build;

        byte[] @Nullable [] pages = NO_PAGES;
        long[] stamps = NO_STAMPS;
        final @Nullable Node[] children;

        Node(long build, @Nullable Node[] children) {
            this.build = build;
            this.children = children;
        }

        static Node inner(long build) {
            return new Node(build, new Node[FANOUT]);
        }

        /** This node, or a copy for another build; a leaf's pages are to be {@link #take taken}. */
        Node ownedBy(long owner) {
            return build == owner
                    ? this
                    : new Node(owner, children.length == 0 ? NO_CHILDREN : children.clone());
        }

        void take(byte[] @Nullable [] allPages, long[] allStamps, int first) {
            int end = Math.min(first + FANOUT, allPages.length);
            pages = Arrays.copyOfRange(allPages, first, end);
            stamps = Arrays.copyOfRange(allStamps, first, end);
        }
    }

    private final int levels;
    private final Node root;

    private PageTree(int levels, Node root) {
        this.levels = levels;
        this.root = root;
    }

    byte @Nullable [] page(int number) {
        Node leaf = leaf(number);
        return leaf == null || (number & MASK) >= leaf.pages.length
                ? null
                : leaf.pages[number & MASK];
    }

    /** The epoch of the page's last write; 0 when there is no page. */
    long stamp(int number) {
        Node leaf = leaf(number);
        return leaf == null || (number & MASK) >= leaf.stamps.length
                ? 0
                : leaf.stamps[number & MASK];
    }

    private @Nullable Node leaf(int number) {
        int shift = levels * BITS;
        if (number >>> shift >= FANOUT) {
            return null;
        }
        Node node = root;
        while (shift > 0) {
            node = node.children[(number >>> shift) & MASK];
            if (node == null) {
                return null;
            }
            shift -= BITS;
        }
        return node;
    }

    /** The leaf that has a page of this number. */
    static int leafOf(int number) {
        return number >>> BITS;
    }

    /**
     * This tree with the pages of one leaf taken anew, sharing all else.
     *
     * @param pages all pages by number; those behind the end count as absent
     */
    PageTree withLeaf(long build, int leaf, byte[] @Nullable [] pages, long[] stamps) {
        int first = leaf << BITS;
        int newLevels = levels;
        Node newRoot = root;
        while (first >>> (newLevels * BITS) >= FANOUT) {
            Node parent = Node.inner(build);
            parent.children[0] = newRoot;
            newRoot = parent;
            newLevels++;
        }
        newRoot = newRoot.ownedBy(build);
        Node node = newRoot;
        for (int shift = newLevels * BITS; shift > 0; shift -= BITS) {
            int slot = (first >>> shift) & MASK;
            Node child = node.children[slot];
            Node owned = child == null ? created(build, shift == BITS) : child.ownedBy(build);
            node.children[slot] = owned;
            node = owned;
        }
        node.take(pages, stamps, first);
        return newRoot == root && newLevels == levels ? this : new PageTree(newLevels, newRoot);
    }

    private static Node created(long build, boolean leaf) {
        return leaf ? new Node(build, NO_CHILDREN) : Node.inner(build);
    }
}
