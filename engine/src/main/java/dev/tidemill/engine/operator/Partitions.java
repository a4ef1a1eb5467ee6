package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the eight key partitions of an operator: one after another for small steps, on a fixed pool
 * for large ones. The results do not depend on which. Owned by the circuit.
 */
public final class Partitions implements PartitionRunner, AutoCloseable {
    /** Below this many rows handing work to other threads costs more than it saves. */
    private static final int PARALLEL_ROWS_MIN = 4096;

    private final int threads;
    private final @Nullable ExecutorService pool;
    private final AtomicLong helperNanos = new AtomicLong();

    /**
     * @param threads how many work at once, the caller's among them
     */
    public Partitions(int threads) {
        this.threads = Math.clamp(threads, 1, StateSpace.PARTITIONS);
        this.pool =
                this.threads == 1
                        ? null
                        : Executors.newFixedThreadPool(
                                this.threads - 1,
                                Thread.ofPlatform().daemon().name("tidemill-engine-", 0).factory());
    }

    /**
     * Calls the task once for each partition and returns when all are done. When one fails the
     * others are still waited for, so that nothing works on the state after this has thrown.
     */
    @Override
    public void run(int rows, IntConsumer task) {
        if (!isParallel(rows)) {
            PartitionRunner.IN_TURN.run(rows, task);
            return;
        }
        ExecutorService workers = requireNonNull(pool, "pool");
        AtomicInteger next = new AtomicInteger();
        List<Helper> helpers = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            Helper helper = new Helper(next, task, helperNanos);
            helpers.add(helper);
            helper.submit(workers);
        }
        RuntimeException failure = null;
        try {
            drain(next, task);
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            for (Helper helper : helpers) {
                try {
                    helper.await();
                } catch (RuntimeException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** How long other threads than the caller's have worked since this was made. */
    public long helperNanos() {
        return helperNanos.get();
    }

    /** Whether so much work is done by several threads. */
    boolean isParallel(int rows) {
        return pool != null && rows >= PARALLEL_ROWS_MIN;
    }

    private static void drain(AtomicInteger next, IntConsumer task) {
        for (int partition = next.getAndIncrement();
                partition < StateSpace.PARTITIONS;
                partition = next.getAndIncrement()) {
            task.accept(partition);
        }
    }

    /** Takes a part of the work, unless all is done before it gets a processor. */
    private static final class Helper {
        private final AtomicInteger next;
        private final IntConsumer task;
        private final AtomicLong nanos;
        private final AtomicBoolean claimed = new AtomicBoolean();
        private @Nullable Future<?> running;

        Helper(AtomicInteger next, IntConsumer task, AtomicLong nanos) {
            this.nanos = nanos;
            this.next = next;
            this.task = task;
        }

        void submit(ExecutorService workers) {
            running =
                    workers.submit(
                            () -> {
                                if (claimed.compareAndSet(false, true)) {
                                    long started = System.nanoTime();
                                    drain(next, task);
                                    nanos.addAndGet(System.nanoTime() - started);
                                }
                            });
        }

        /** By whoever has found nothing more to do: a helper that has not begun need not begin. */
        void await() {
            if (!claimed.compareAndSet(false, true)) {
                Partitions.await(requireNonNull(running, "running"));
            }
        }
    }

    private static void await(Future<?> helper) {
        boolean interrupted = false;
        while (true) {
            try {
                helper.get();
                break;
            } catch (InterruptedException e) {
                // A half-done step would leave state torn: finish it, then pass the interrupt on.
                interrupted = true;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TidemillException known) {
                    throw known;
                }
                throw new IllegalStateException("a partition failed", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
