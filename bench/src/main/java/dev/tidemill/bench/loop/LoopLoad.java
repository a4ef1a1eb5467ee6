package dev.tidemill.bench.loop;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.bench.Durations;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.client.ServerUnreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Posts payments by a timetable that does not wait for slow answers, and what became of them some
 * time later. A post that is refused is counted, and what it should have caused is missing.
 */
final class LoopLoad implements AutoCloseable {
    private static final long OUTCOME_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long OUTCOMES_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ServerClient client;
    private final LoopRows rows;
    private volatile Durations acknowledged = new Durations();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong outcomesSent = new AtomicLong();
    private final AtomicInteger failed = new AtomicInteger();
    private final ConcurrentLinkedQueue<Known> known = new ConcurrentLinkedQueue<>();
    private final Thread telling;
    private volatile boolean closed;

    /** When fraud was due to be sent, by payment. */
    private final Map<Long, Long> fraud = new ConcurrentHashMap<>();

    private record Known(long atNanos, List<LoopRows.Outcome> outcomes) {}

    LoopLoad(ServerClient client, LoopRows rows) {
        this.client = client;
        this.rows = rows;
        this.telling = Thread.ofPlatform().name("outcomes").start(this::tellOutcomes);
    }

    /**
     * How much is sent.
     *
     * @param eventsPerSecond payments
     * @param rowsPerPost payments of one request
     * @param actionsPerSecond how many of them are fraud; at most one of each request
     */
    record Timetable(double eventsPerSecond, int rowsPerPost, double actionsPerSecond) {
        Timetable {
            if (!(eventsPerSecond > 0) || rowsPerPost < 1 || !(actionsPerSecond > 0)) {
                throw new IllegalArgumentException("a rate is not above 0");
            }
            if (actionsPerSecond > eventsPerSecond / rowsPerPost) {
                throw new IllegalArgumentException("more actions than requests");
            }
        }

        double postsPerSecond() {
            return eventsPerSecond / rowsPerPost;
        }
    }

    /**
     * Sends for some seconds, and returns when all is answered.
     *
     * @return the seconds from the first one's time to the last answer
     */
    double run(Timetable timetable, double seconds) throws InterruptedException {
        long interval = (long) (1e9 / timetable.postsPerSecond());
        int count = (int) Math.max(1, timetable.postsPerSecond() * seconds);
        double share = timetable.actionsPerSecond() / timetable.postsPerSecond();
        List<Thread> threads = new ArrayList<>(count);
        long start = System.nanoTime() + interval;
        for (int i = 0; i < count; i++) {
            boolean withFraud = (long) ((i + 1) * share) > (long) (i * share);
            LoopRows.Post post = rows.post(timetable.rowsPerPost(), withFraud);
            long due = start + i * interval;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (post.fraud() >= 0) {
                fraud.put(post.fraud(), due);
            }
            threads.add(Thread.ofVirtual().start(() -> send(post, due)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void send(LoopRows.Post post, long due) {
        try {
            accepted.addAndGet(
                    client.postRows("payments", post.body(), "p" + post.first())
                            .path("accepted")
                            .asLong());
            acknowledged.add(System.nanoTime() - due);
            known.add(new Known(System.nanoTime() + OUTCOME_NANOS, post.outcomes()));
        } catch (TidemillException | ServerUnreachable e) {
            fail(e);
        }
    }

    private void fail(RuntimeException e) {
        if (failed.getAndIncrement() == 0) {
            System.err.println("a post failed: " + e.getMessage());
        }
    }

    private void tellOutcomes() {
        long post = 0;
        while (!closed) {
            LockSupport.parkNanos(OUTCOMES_EVERY_NANOS);
            List<LoopRows.Outcome> outcomes = new ArrayList<>();
            for (Known next = known.peek();
                    next != null && next.atNanos() <= System.nanoTime();
                    next = known.peek()) {
                outcomes.addAll(next.outcomes());
                Known ignored = known.poll();
            }
            if (!outcomes.isEmpty()) {
                try {
                    var ignored =
                            client.postRows("outcomes", LoopRows.ndjson(outcomes), "o" + post++);
                    outcomesSent.addAndGet(outcomes.size());
                } catch (TidemillException | ServerUnreachable e) {
                    fail(e);
                }
            }
        }
    }

    /** When each fraud was due to be sent since the last {@link #forget}. */
    Map<Long, Long> fraud() {
        return Map.copyOf(fraud);
    }

    /** Counts from here on. */
    void forget() {
        fraud.clear();
        accepted.set(0);
        outcomesSent.set(0);
        acknowledged = new Durations();
    }

    long accepted() {
        return accepted.get();
    }

    long outcomesSent() {
        return outcomesSent.get();
    }

    int failed() {
        return failed.get();
    }

    Durations acknowledged() {
        return acknowledged;
    }

    @Override
    public void close() {
        closed = true;
        try {
            telling.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
