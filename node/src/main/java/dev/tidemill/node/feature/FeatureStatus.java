package dev.tidemill.node.feature;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a source had a row for a key. Where it had none, its features have their defaults. */
public enum FeatureStatus {
    PRESENT,
    /** There is no row with this key. */
    MISSING,
    /** The row is older than the view's ttl, or does not say how old it is. */
    EXPIRED,
    /** The source did not run at that time, or its changes were not recorded yet. */
    UNRECORDED;

    /** As it stands in answers and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether a row that is there is young enough.
     *
     * @param rowMicros the row's own time; null when it is NULL
     * @param atMicros the time at which it is asked for
     * @param ttlMicros null for any age
     */
    static FeatureStatus aged(@Nullable Long rowMicros, long atMicros, @Nullable Long ttlMicros) {
        if (ttlMicros == null) {
            return PRESENT;
        }
        return rowMicros != null && atMicros - rowMicros <= ttlMicros ? PRESENT : EXPIRED;
    }
}
