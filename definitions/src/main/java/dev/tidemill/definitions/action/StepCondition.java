package dev.tidemill.definitions.action;

import java.util.Locale;

/** When a step of an action is taken. */
public enum StepCondition {
    ALWAYS,
    /** The row is in the live table. */
    IN,
    /** The row has left. */
    LEFT,
    /** The receiver took the last request. */
    DELIVERED,
    /** The last request was given up. */
    REFUSED;

    /** The word in definitions. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The condition of a word in definitions. */
    public static StepCondition of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
