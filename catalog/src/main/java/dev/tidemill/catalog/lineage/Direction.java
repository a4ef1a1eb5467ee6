package dev.tidemill.catalog.lineage;

/** Which way lineage is followed. */
public enum Direction {
    /** To what something depends on. */
    UP,
    /** To what depends on it. */
    DOWN
}
