package dev.tidemill.sql.validate;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The existing name that a mistyped one probably meant. */
final class NearNames {
    private static final int EDITS_MAX = 2;

    private NearNames() {}

    /** Null when none is near. */
    static @Nullable String nearest(String name, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> !candidate.equals(name))
                .filter(candidate -> edits(name, candidate) <= EDITS_MAX)
                .min(
                        Comparator.comparingInt((String candidate) -> edits(name, candidate))
                                .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
