package dev.tidemill.store;

/**
 * The copies of tables that the query engine keeps for itself.
 *
 * @param images how many tables have one
 * @param bytes what they take, by the size of the tables' pages; those that wait for their last
 *     reader included
 * @param reads how often a query read one instead of a table's rows, since the start
 * @param made how many were made since the start
 * @param refused how many were not made for want of room
 */
public record ImageHealth(int images, long bytes, long reads, long made, long refused) {
    static final ImageHealth NONE = new ImageHealth(0, 0, 0, 0, 0);
}
