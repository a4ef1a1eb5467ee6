package dev.tidemill.catalog.openlineage;

/** What a run event says of a run, in OpenLineage's words. */
public enum RunState {
    START,
    RUNNING,
    COMPLETE,
    ABORT
}
