package dev.tidemill.definitions.contract;

/** How rows come and go. */
public enum TableKind {
    /** Rows are only ever added. */
    EVENT,
    /** Rows are inserted, updated and deleted by key. */
    KEYED,
    /** Rows follow from a live table's query; the contract says what they shall be like. */
    LIVE
}
