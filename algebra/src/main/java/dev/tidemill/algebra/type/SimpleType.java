package dev.tidemill.algebra.type;

/** The types without parameters. */
public enum SimpleType implements Type {
    BOOLEAN(Physical.BOOL),
    INTEGER(Physical.INT),
    BIGINT(Physical.LONG),
    DOUBLE(Physical.DOUBLE),
    TEXT(Physical.BYTES),
    /** Days since 1970-01-01. */
    DATE(Physical.INT),
    /** Microseconds since 1970-01-01 00:00 of a local clock without a zone. */
    TIMESTAMP(Physical.LONG),
    /** Microseconds since 1970-01-01 00:00 UTC. */
    TIMESTAMPTZ(Physical.LONG),
    /** Months, days and microseconds, as in PostgreSQL. */
    INTERVAL(Physical.INTERVAL),
    /**
     * 16 bytes, ordered as such: 128 bits with the first one turned, so that the order is signed.
     */
    UUID(Physical.INT128),
    /**
     * A JSON document with the meaning of PostgreSQL's jsonb, kept as its one canonical text: equal
     * documents have equal bytes.
     */
    JSON(Physical.BYTES);

    private final Physical physical;

    SimpleType(Physical physical) {
        this.physical = physical;
    }

    @Override
    public Physical physical() {
        return physical;
    }

    @Override
    public String sqlName() {
        return name();
    }

    @Override
    public String toString() {
        return name();
    }
}
