package dev.tidemill.pgwire;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.session.Deeds;
import java.util.concurrent.TimeUnit;

/**
 * Logins that were refused, as the audit log is told them: so many of an hour one by one, that who
 * is not let in does not push out what others did. Safe for all threads.
 */
final class Refusals {
    /** Of an hour. */
    static final int TOLD_MAX = 240;

    private long hour = Long.MIN_VALUE;
    private int told;

    void tell(Deeds deeds, TidemillException e) {
        if (isTold()) {
            deeds.refused(e);
        }
    }

    private synchronized boolean isTold() {
        long now = TimeUnit.NANOSECONDS.toHours(System.nanoTime());
        if (now != hour) {
            hour = now;
            told = 0;
        }
        return told++ < TOLD_MAX;
    }
}
