package dev.tidemill.learning.feature;

import dev.tidemill.learning.random.SplitMix;

/**
 * Categories as 64 bits: FNV-1a over UTF-16 units for a text, the value itself for a number, each
 * mixed. Models keep these, so they never change. 0 stands for a missing category, and no value has
 * it.
 */
public final class CategoryHash {
    public static final long MISSING = 0;

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private CategoryHash() {}

    /** Of a category's name. */
    public static long of(CharSequence text) {
        long hash = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return present(SplitMix.mix(hash));
    }

    static long of(long value) {
        return present(SplitMix.mix(value + OFFSET));
    }

    /** The hash of the two together in this order. */
    static long of(long first, long second) {
        return present(SplitMix.mix(first * PRIME + Long.rotateLeft(second, 32)));
    }

    private static long present(long hash) {
        return hash == MISSING ? 1 : hash;
    }
}
