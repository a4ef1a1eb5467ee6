package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * One of several things that an action does for a row, one after the other.
 *
 * @param name unique in the action
 * @param after how long it waits behind the step before
 * @param condition looked at when that time is over; a step whose condition does not hold is passed
 *     over
 * @param webhook whom it tells; {@link Webhook#NONE} when it only waits
 */
public record ActionStep(String name, Duration after, StepCondition condition, Webhook webhook) {
    public ActionStep {
        requireNonNull(name, "name");
        requireNonNull(after, "after");
        requireNonNull(condition, "condition");
        requireNonNull(webhook, "webhook");
    }
}
