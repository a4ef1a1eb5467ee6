package dev.tidemill.node.read;

import java.util.concurrent.atomic.AtomicLong;

/** How much the mill is read. Safe for all threads. */
public final class ReaderCounters {
    private final AtomicLong subscriptions = new AtomicLong();
    private final AtomicLong lookups = new AtomicLong();

    public void subscribed() {
        subscriptions.incrementAndGet();
    }

    public void unsubscribed() {
        subscriptions.decrementAndGet();
    }

    public void lookedUp() {
        lookups.incrementAndGet();
    }

    public long subscriptions() {
        return subscriptions.get();
    }

    public long lookups() {
        return lookups.get();
    }
}
