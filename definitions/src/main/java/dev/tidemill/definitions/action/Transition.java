package dev.tidemill.definitions.action;

/** What can happen to a live table's row from one tick to the next. */
public enum Transition {
    ENTERED,
    LEFT,
    CHANGED,
    /** It has been in for as long as the action says. */
    STAYED
}
