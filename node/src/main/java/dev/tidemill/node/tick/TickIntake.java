package dev.tidemill.node.tick;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sealed ticks on their way to the engine, in order. While the engine waits for the journal, the
 * committer must not wait for the engine: ticks that are sealed meanwhile are held here, of which
 * there are few, as what the engine waits for goes before all that waits.
 *
 * <p>The engine's thread only.
 */
public final class TickIntake {
    private static final long LOOK_MILLIS = 5;

    private final BlockingQueue<SealedTick> sealed;
    private final ArrayDeque<SealedTick> held = new ArrayDeque<>();

    public TickIntake(BlockingQueue<SealedTick> sealed) {
        this.sealed = requireNonNull(sealed, "sealed");
    }

    /** The next tick; null when none came within the time. */
    @Nullable SealedTick poll(long millis) throws InterruptedException {
        SealedTick first = held.pollFirst();
        return first != null ? first : sealed.poll(millis, TimeUnit.MILLISECONDS);
    }

    boolean isEmpty() {
        return held.isEmpty() && sealed.isEmpty();
    }

    /** Waits for something that the committer does, while it may go on. */
    public void awaitBeside(Future<?> done) throws InterruptedException {
        while (!done.isDone()) {
            SealedTick tick = sealed.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (tick != null) {
                held.addLast(tick);
            }
        }
    }
}
