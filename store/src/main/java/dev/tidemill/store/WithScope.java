package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The names that WITH defines at one place of a query, innermost first. A name is there for the
 * items of its WITH after its own and for the WITH's body; in its own query it is only in the part
 * that repeats, when the query is recursive. Immutable, and linked, so that a long WITH costs no
 * copies.
 *
 * @param name {@linkplain #folded folded}
 * @param outer what was defined before; null for nothing
 */
record WithScope(String name, @Nullable WithScope outer) {
    WithScope {
        requireNonNull(name, "name");
    }

    /** Whether a folded name is among those of a scope; none is in a scope that is null. */
    static boolean holds(@Nullable WithScope scope, String name) {
        for (WithScope each = scope; each != null; each = each.outer()) {
            if (each.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A name as DuckDB compares it: without regard to the case of A to Z. Letters beyond them that
     * Java takes for equal are different names there.
     */
    static String folded(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        name.chars()
                .map(c -> c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)
                .forEach(c -> folded.append((char) c));
        return folded.toString();
    }
}
