package dev.tidemill.node.pgcatalog.relation;

/** Gives a relation the rows that a project's definitions make. */
@FunctionalInterface
interface Filler {
    void fill(Listing listing, RowSink rows);
}
