package dev.tidemill.store;

/** Where the store finds what is published. */
@FunctionalInterface
public interface PublishedTables {
    /** Pins the newest published tick. The caller closes it. Any thread. */
    PinnedTables pin();
}
