package dev.tidemill.node.action;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one action stands.
 *
 * @param effect {@code webhook}, {@code write} or {@code steps}
 * @param silences those that hold
 * @param counts what has become of its transitions
 */
public record ActionState(
        String name,
        String on,
        String effect,
        boolean shadow,
        boolean paused,
        List<Silence> silences,
        ActionCounts counts) {
    /**
     * Rows that are told of to nobody.
     *
     * @param key of the rows; null for all
     * @param endsAt an instant; null for never
     * @param reason why; null when nobody said
     */
    public record Silence(@Nullable String key, @Nullable String endsAt, @Nullable String reason) {}

    public ActionState {
        silences = List.copyOf(silences);
    }
}
