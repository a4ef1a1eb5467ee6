package dev.tidemill.cli.payments;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerUnreachable;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an office going by the system's clock, on a thread of its own, until it is closed or its
 * mill takes no more.
 */
public final class PaymentTraffic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentTraffic.class);
    private static final Duration STEP = Duration.ofMillis(200);

    private final PaymentOffice office;
    private final double perSecond;
    private final Thread thread;

    /**
     * Begins; from now on the office belongs to the thread.
     *
     * @param perSecond payments, above 0
     */
    public PaymentTraffic(PaymentOffice office, double perSecond) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException(perSecond + " payments a second");
        }
        this.office = office;
        this.perSecond = perSecond;
        this.thread = Thread.ofVirtual().name("payments").start(this::goOn);
    }

    private void goOn() {
        double owed = 0;
        long before = System.nanoTime();
        try {
            while (true) {
                long now = System.nanoTime();
                // Of a time in which nothing could be sent, not all is caught up with.
                owed = Math.min(owed + (now - before) / 1e9 * perSecond, perSecond);
                before = now;
                office.take((int) owed, Instant.now());
                owed -= (int) owed;
                int ignored = office.tellOutcomes(Instant.now());
                Thread.sleep(STEP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ServerUnreachable | TidemillException e) {
            if (!Thread.currentThread().isInterrupted()) {
                LOG.warn("the payments end: {}", e.getMessage());
            }
        }
    }

    /** Returns when nothing more is sent. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
