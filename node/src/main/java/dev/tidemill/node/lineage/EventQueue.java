package dev.tidemill.node.lineage;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.tidemill.connectors.event.EventRefusedException;
import dev.tidemill.connectors.event.EventSink;
import dev.tidemill.node.supervise.Supervision;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on their way to a sink, in order. One that is not taken is tried again, later each time,
 * and given up in the end, at once when the sink refuses it; when the queue is full, new ones are
 * dropped. Both are counted and logged, and nobody waits. Events may be added by any thread.
 */
final class EventQueue implements AutoCloseable {
    /** So many events may wait. */
    static final int EVENTS_MAX = 1_000;

    /** So many characters may wait. */
    static final long CHARS_MAX = 16 << 20;

    /** So often one is tried. */
    static final int ATTEMPTS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

    /** How long a close waits for what is on the way. */
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(EVENTS_MAX);
    private final EventSink sink;
    private final Supervision supervision;
    private final AtomicLong chars = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    /**
     * @param supervision says when an event that was not taken is tried again
     */
    EventQueue(EventSink sink, Supervision supervision) {
        this.sink = requireNonNull(sink, "sink");
        this.supervision = requireNonNull(supervision, "supervision");
        this.thread = Thread.ofVirtual().name("tidemill-lineage-events").start(this::deliver);
    }

    /**
     * Never waits.
     *
     * @return whether there was room
     */
    boolean add(String event) {
        if (chars.addAndGet(event.length()) > CHARS_MAX || !waiting.offer(event)) {
            chars.addAndGet(-event.length());
            lose("the queue of lineage events is full");
            return false;
        }
        return true;
    }

    /** Events that were dropped or given up. */
    long lost() {
        return lost.get();
    }

    /** Told the first time, the second, the fourth, and so on. */
    private void lose(String why) {
        long events = lost.incrementAndGet();
        if (Long.bitCount(events) == 1) {
            LOG.warn("{}; {} lineage events were lost since the start", why, events);
        }
    }

    private void deliver() {
        try {
            while (!closing || !waiting.isEmpty()) {
                String event = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (event != null) {
                    chars.addAndGet(-event.length());
                    deliver(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(String event) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            supervision.awaitAttempt();
            supervision.starting();
            try {
                sink.send(event);
                supervision.running();
                return;
            } catch (EventRefusedException e) {
                // It is there; it does not want this one.
                supervision.running();
                lose(requireNonNullElse(e.getMessage(), "a lineage event was refused"));
                return;
            } catch (IOException | RuntimeException e) {
                long ignored = supervision.failed(String.valueOf(e.getMessage()));
                if (attempt == ATTEMPTS || closing) {
                    lose("a lineage event was not taken: " + e.getMessage());
                    return;
                }
            }
        }
    }

    /** Gives what waits a moment, then lets go of it. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(CLOSE_MAX)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
