package dev.tidemill.engine.state;

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
    static final PageTree EMPTY = new PageTree(0, new Node(-1, true));

    private static final class Node {
        /** The build that made the node and may still change it. */
        final long build;

        final byte[] @Nullable [] pages;
        final long[] stamps;
        final @Nullable Node[] children;

        Node(long build, boolean leaf) {
            this.build = build;
            this.pages = leaf ? new byte[FANOUT][] : new byte[0][];
            this.stamps = leaf ? new long[FANOUT] : new long[0];
            this.children = leaf ? new Node[0] : new Node[FANOUT];
        }

        private Node(long build, Node source) {
            this.build = build;
            this.pages = source.pages.clone();
            this.stamps = source.stamps.clone();
            this.children = source.children.clone();
        }

        Node ownedBy(long owner) {
            return build == owner ? this : new Node(owner, this);
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
        return leaf == null ? null : leaf.pages[number & MASK];
    }

    /** The epoch of the page's last write; 0 when there is no page. */
    long stamp(int number) {
        Node leaf = leaf(number);
        return leaf == null ? 0 : leaf.stamps[number & MASK];
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
            Node parent = new Node(build, false);
            parent.children[0] = newRoot;
            newRoot = parent;
            newLevels++;
        }
        newRoot = newRoot.ownedBy(build);
        Node node = newRoot;
        for (int shift = newLevels * BITS; shift > 0; shift -= BITS) {
            int slot = (first >>> shift) & MASK;
            Node child = node.children[slot];
            Node owned = child == null ? new Node(build, shift == BITS) : child.ownedBy(build);
            node.children[slot] = owned;
            node = owned;
        }
        int count = Math.min(FANOUT, pages.length - first);
        System.arraycopy(pages, first, node.pages, 0, count);
        System.arraycopy(stamps, first, node.stamps, 0, count);
        return newRoot == root && newLevels == levels ? this : new PageTree(newLevels, newRoot);
    }
}
