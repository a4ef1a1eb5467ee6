package dev.tidemill.node.predict;

import dev.tidemill.learning.random.SplitMix;

/**
 * Where a key stands among all: the same place at any time and in any process, spread evenly, and
 * at another predictor a place that has nothing to do with it.
 */
final class KeyShare {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private KeyShare() {}

    /** From 0 to 100, which it never is. */
    static double percent(String predictor, RowKey key) {
        long hash = add(OFFSET, predictor);
        for (String value : key.values()) {
            hash = add(hash, value);
        }
        return (SplitMix.mix(hash) >>> 11) * 0x1p-53 * 100;
    }

    private static long add(long hash, String text) {
        long longer = hash;
        for (int i = 0; i < text.length(); i++) {
            longer = (longer ^ text.charAt(i)) * PRIME;
        }
        return (longer ^ 0x1_0000) * PRIME; // no char ends a text like this
    }
}
