package dev.tidemill.definitions.contract;

/** How the rows of a declared table come and go. */
public enum TableKind {
    /** Append-only rows with an event time. */
    EVENT,
    /** Rows with a primary key: insert, update, delete by key. */
    KEYED
}
