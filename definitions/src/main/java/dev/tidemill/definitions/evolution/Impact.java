package dev.tidemill.definitions.evolution;

/** Whom a change breaks: who goes on as before is told of nothing, and fails. */
public enum Impact {
    /** Whoever sent and read goes on as before. */
    NONE,
    /** Rows that were taken are refused or put aside. */
    PRODUCERS,
    /** What is read is gone, or is no longer what was promised. */
    CONSUMERS,
    /** Both. */
    BOTH;

    public boolean breaking() {
        return this != NONE;
    }
}
