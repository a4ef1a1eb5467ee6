package dev.tidemill.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the guard found of the last queries that it let pass, so that a text which is asked again
 * and again is parsed once. A finding holds for the same tables only. Safe for all threads.
 */
final class CheckedQueries {
    private static final int KEPT_MAX = 256;
    private static final int LENGTH_MAX = 8_192;

    private final Map<Asked, SqlGuard.Checked> kept =
            new LinkedHashMap<>(KEPT_MAX, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Asked, SqlGuard.Checked> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    /** A text over these tables. */
    private record Asked(String sql, Set<String> tables) {}

    synchronized SqlGuard.@Nullable Checked find(String sql, Set<String> tables) {
        return sql.length() > LENGTH_MAX ? null : kept.get(new Asked(sql, tables));
    }

    synchronized void keep(String sql, Set<String> tables, SqlGuard.Checked checked) {
        if (sql.length() <= LENGTH_MAX) {
            kept.put(new Asked(sql, Set.copyOf(tables)), checked);
        }
    }
}
