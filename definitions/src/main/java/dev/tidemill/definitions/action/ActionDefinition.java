package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do when a row enters, leaves or changes in a live table.
 *
 * @param on the live table
 * @param key the columns that say which row is the same one as before
 * @param latch the keyed table that remembers what is in, or null
 */
public record ActionDefinition(
        String name,
        String file,
        @Nullable String description,
        String on,
        List<String> key,
        Set<Transition> when,
        Webhook webhook,
        Retry retry,
        Rate rate,
        @Nullable Latch latch) {
    public ActionDefinition {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireNonNull(on, "on");
        requireNonNull(webhook, "webhook");
        requireNonNull(retry, "retry");
        requireNonNull(rate, "rate");
        key = List.copyOf(key);
        when = Set.copyOf(when);
    }
}
