package dev.tidemill.cli.shop;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerUnreachable;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a shop going by the system's clock, on a thread of its own, until it is closed or its mill
 * takes no more.
 */
public final class ShopTraffic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShopTraffic.class);
    private static final Duration STEP = Duration.ofMillis(200);

    private final Shop shop;
    private final Thread thread;

    /**
     * Begins; from now on the shop belongs to the thread.
     *
     * @param shop is not used by anybody else
     */
    public ShopTraffic(Shop shop) {
        this.shop = shop;
        this.thread = Thread.ofVirtual().name("shop").start(this::goOn);
    }

    private void goOn() {
        try {
            while (true) {
                shop.advance(Instant.now());
                Thread.sleep(STEP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ServerUnreachable | TidemillException e) {
            if (!Thread.currentThread().isInterrupted()) {
                LOG.warn("the shop is closed: {}", e.getMessage());
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
