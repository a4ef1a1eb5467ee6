package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

/**
 * Why a definition changes.
 *
 * @param code a stable word, as {@code sql_changed}
 * @param text one line for a person
 */
public record PlanReason(String code, String text) {
    public PlanReason {
        requireNonNull(code, "code");
        requireNonNull(text, "text");
    }
}
