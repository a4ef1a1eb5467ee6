package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to do when a row enters, leaves or changes in a live table.
 *
 * @param on the live table
 * @param key the columns that say which row is the same one as before
 * @param changed the columns of which one must have changed for a row to have; none for any
 * @param stays how long a row must be in to have stayed; zero when nothing is told of that
 * @param repeat how often a row that is in and was told of is told of again; zero for never
 * @param webhook whom it tells; {@link Webhook#NONE} when it writes, or has steps
 * @param write the table that it writes to, or null
 * @param steps what it does one after the other for each row, in the place of the webhook
 * @param timeout when the steps of a row end though some are left; zero for never
 * @param latch the keyed table that remembers what is in, or null
 * @param shadow whether what would be done is only recorded
 */
public record ActionDefinition(
        String name,
        String file,
        @Nullable String description,
        String on,
        List<String> key,
        Set<Transition> when,
        List<String> changed,
        Duration stays,
        Duration repeat,
        Limits limits,
        @Nullable Grouping grouping,
        Webhook webhook,
        @Nullable WriteBack write,
        List<ActionStep> steps,
        Duration timeout,
        Retry retry,
        Rate rate,
        @Nullable Latch latch,
        boolean shadow) {
    public ActionDefinition {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireNonNull(on, "on");
        requireNonNull(stays, "stays");
        requireNonNull(repeat, "repeat");
        requireNonNull(limits, "limits");
        requireNonNull(webhook, "webhook");
        requireNonNull(timeout, "timeout");
        requireNonNull(retry, "retry");
        requireNonNull(rate, "rate");
        key = List.copyOf(key);
        when = Set.copyOf(when);
        changed = List.copyOf(changed);
        steps = List.copyOf(steps);
    }

    /** Everybody whom it tells: its own webhook, and those of its steps. */
    public List<Webhook> webhooks() {
        return Stream.concat(Stream.of(webhook), steps.stream().map(ActionStep::webhook))
                .filter(each -> !each.isNone())
                .toList();
    }
}
