package dev.tidemill.store.admission;

import static java.util.Objects.requireNonNull;

/**
 * Who asks one query, and how it is stopped.
 *
 * @param caller on whose behalf it runs
 * @param cancellation of this query alone
 */
public record Asker(Caller caller, Cancellation cancellation) {
    public Asker {
        requireNonNull(caller, "caller");
        requireNonNull(cancellation, "cancellation");
    }

    /** Somebody on this machine, who does not cancel. */
    public static Asker local() {
        return new Asker(Caller.LOCAL, new Cancellation());
    }
}
