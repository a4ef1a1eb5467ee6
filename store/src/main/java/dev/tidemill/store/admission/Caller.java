package dev.tidemill.store.admission;

import static java.util.Objects.requireNonNull;

/**
 * On whose behalf a query runs. Limits of concurrency and memory hold for each caller alone.
 *
 * @param name what lists and logs show; never a secret
 */
public record Caller(String name) {
    /** Whoever is on this machine, where no token is asked for. */
    public static final Caller LOCAL = new Caller("local");

    /** Whoever showed the server's token. */
    public static final Caller TOKEN = new Caller("token");

    /** The mill itself, when it compares tables with their queries. */
    public static final Caller MILL = new Caller("tidemill");

    public Caller {
        requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a caller without a name");
        }
    }
}
