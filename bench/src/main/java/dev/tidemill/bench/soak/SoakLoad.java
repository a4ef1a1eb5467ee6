package dev.tidemill.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.engine.background.BackgroundThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Posts rows over HTTP from a few threads: as fast as they are taken, or by a timetable. A sender
 * that is behind its timetable goes on at once until it has caught up. A server that is busy is
 * asked again with the same key.
 */
final class SoakLoad implements AutoCloseable {
    private static final int SENDERS = 4;
    private static final int ROWS_PER_POST = 1_000;
    private static final long BUSY_MILLIS = 25;

    private final ServerClient client;
    private final Errors errors;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong quarantined = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();
    private final AtomicLong tick = new AtomicLong();

    /** Held for writing while nothing may be sent. */
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);

    /** Between two posts of one sender; 0 sends as fast as rows are taken. */
    private volatile long intervalNanos;

    /** Grows when senders must forget what they are behind with. */
    private final AtomicLong timetable = new AtomicLong();

    private volatile boolean stopped;

    SoakLoad(ServerClient client, Errors errors) {
        this.client = client;
        this.errors = errors;
    }

    void start(long seed) {
        for (int i = 0; i < SENDERS; i++) {
            SoakRows source = new SoakRows(seed + i);
            int number = i;
            // On a machine of its own it would take no processor from the server.
            Thread sender = BackgroundThreads.unstarted("sender " + i, () -> run(source, number));
            threads.add(sender);
            sender.start();
        }
    }

    /** Sends so many rows a second from now on. */
    void pace(double rowsPerSecond) {
        intervalNanos = (long) (1e9 * SENDERS * ROWS_PER_POST / rowsPerSecond);
        timetable.incrementAndGet();
    }

    /** Rows that were acknowledged. */
    long rows() {
        return rows.get();
    }

    /** Rows that were acknowledged and did not get into their table. */
    long quarantined() {
        return quarantined.get();
    }

    /** How often the server said that it was busy. */
    long busy() {
        return busy.get();
    }

    /** The newest tick that holds acknowledged rows. */
    long tick() {
        return tick.get();
    }

    /** Waits until nothing is on its way, and lets nothing be sent before {@link #resume}. */
    void pause() {
        gate.writeLock().lock();
    }

    /** Goes on with a new timetable. By the thread that paused. */
    void resume() {
        timetable.incrementAndGet();
        gate.writeLock().unlock();
    }

    private void run(SoakRows source, int number) {
        long known = -1;
        long due = 0;
        while (!stopped) {
            if (known != timetable.get()) {
                known = timetable.get();
                // Senders take turns.
                due = System.nanoTime() + number * intervalNanos / SENDERS;
            }
            SoakRows.Body body = source.next(ROWS_PER_POST);
            due += intervalNanos;
            while (!stopped && intervalNanos > 0 && System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            gate.readLock().lock();
            try {
                send(body);
            } catch (InterruptedException e) {
                return;
            } finally {
                gate.readLock().unlock();
            }
        }
    }

    /** Returns when the rows are acknowledged. */
    void send(SoakRows.Body body) throws InterruptedException {
        String key = UUID.randomUUID().toString();
        while (true) {
            try {
                JsonNode answer = client.postRows(body.table(), body.ndjson(), key);
                rows.addAndGet(body.rows());
                quarantined.addAndGet(answer.path("quarantined").asLong());
                tick.accumulateAndGet(answer.path("tick").asLong(), Math::max);
                return;
            } catch (TidemillException e) {
                if (stopped) {
                    return;
                }
                if (e.errorCode() != ErrorCode.BACKPRESSURE) {
                    errors.add("rows", e);
                    return;
                }
                busy.incrementAndGet();
                Thread.sleep(BUSY_MILLIS);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Waits until what is on its way is acknowledged; sends nothing more. */
    void stop() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
