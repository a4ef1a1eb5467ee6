package dev.tidemill.learning.shift;

import dev.tidemill.learning.feature.CategoryHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far a category's values are from those of a reference: the population stability index over
 * the reference's most frequent values, all others together, and the missing ones.
 */
public final class CategoryShift {
    /** Values that are a bin of their own. */
    private static final int VALUES = 9;

    private CategoryShift() {}

    private record Counted(long hash, int count) {}

    /**
     * NaN when either has no values.
     *
     * @param reference hashes in ascending order, {@link CategoryHash#MISSING} for a missing one
     * @param now the same
     */
    public static double stabilityIndex(long[] reference, long[] now) {
        if (reference.length == 0 || now.length == 0) {
            return Double.NaN;
        }
        int before = count(reference, CategoryHash.MISSING);
        int after = count(now, CategoryHash.MISSING);
        double index = StabilityIndex.term(before, reference.length, after, now.length);
        int restBefore = reference.length - before;
        int restAfter = now.length - after;
        for (Counted value : mostFrequent(reference)) {
            int found = count(now, value.hash());
            index += StabilityIndex.term(value.count(), reference.length, found, now.length);
            restBefore -= value.count();
            restAfter -= found;
        }
        return index + StabilityIndex.term(restBefore, reference.length, restAfter, now.length);
    }

    /** Of two alike the one with the smaller hash, so that the same values give the same. */
    private static List<Counted> mostFrequent(long[] sorted) {
        List<Counted> values = new ArrayList<>();
        for (int from = 0; from < sorted.length; ) {
            int to = from;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            if (sorted[from] != CategoryHash.MISSING) {
                values.add(new Counted(sorted[from], to - from));
            }
            from = to;
        }
        values.sort(
                Comparator.comparingInt(Counted::count)
                        .reversed()
                        .thenComparingLong(Counted::hash));
        return values.subList(0, Math.min(VALUES, values.size()));
    }

    private static int count(long[] sorted, long hash) {
        return upTo(sorted, hash) - below(sorted, hash);
    }

    private static int below(long[] sorted, long hash) {
        return hash == Long.MIN_VALUE ? 0 : upTo(sorted, hash - 1);
    }

    /** How many are at most so great. */
    private static int upTo(long[] sorted, long hash) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
