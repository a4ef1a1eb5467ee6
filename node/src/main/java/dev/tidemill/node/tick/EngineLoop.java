package dev.tidemill.node.tick;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs sealed ticks one after the other on the engine's thread. */
public final class EngineLoop implements Runnable {
    private static final long POLL_MILLIS = 50;

    private final BlockingQueue<SealedTick> sealedTicks;
    private final Mill mill;
    private final BooleanSupplier committerDone;
    private final Runnable between;
    private final Consumer<Throwable> fatal;

    /**
     * @param between runs after each tick, and now and then while there is none
     */
    public EngineLoop(
            BlockingQueue<SealedTick> sealedTicks,
            Mill mill,
            BooleanSupplier committerDone,
            Runnable between,
            Consumer<Throwable> fatal) {
        this.sealedTicks = sealedTicks;
        this.mill = mill;
        this.committerDone = committerDone;
        this.between = between;
        this.fatal = fatal;
    }

    /** Runs until the committer has ended and every sealed tick is published. */
    @Override
    public void run() {
        try {
            while (true) {
                // Asked before the poll: a tick sealed just before the end is still found.
                boolean last = committerDone.getAsBoolean();
                SealedTick sealed = sealedTicks.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (sealed != null) {
                    mill.run(sealed);
                } else if (last) {
                    return;
                }
                between.run();
            }
        } catch (Throwable e) { // an interrupt too: nobody may send one
            fatal.accept(e);
        }
    }
}
