package dev.tidemill.node.tick;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs sealed ticks one after the other on the engine's thread. */
public final class EngineLoop implements Runnable {
    private final TickIntake sealedTicks;
    private final Mill mill;
    private final ParseTurns turns;
    private final BooleanSupplier committerDone;
    private final Between between;
    private final Consumer<Throwable> fatal;

    /** What the engine's thread does beside ticks. */
    public interface Between {
        /**
         * Does some of it, so little that the next tick hardly waits.
         *
         * @param tickWaits whether a sealed tick is there
         * @param tickNanos how long the last one took
         * @return how many milliseconds a tick may be waited for before this is called again
         */
        long run(boolean tickWaits, long tickNanos) throws InterruptedException;
    }

    /**
     * @param between runs after each tick, and now and then while there is none
     */
    public EngineLoop(
            TickIntake sealedTicks,
            Mill mill,
            ParseTurns turns,
            BooleanSupplier committerDone,
            Between between,
            Consumer<Throwable> fatal) {
        this.sealedTicks = sealedTicks;
        this.mill = mill;
        this.turns = turns;
        this.committerDone = committerDone;
        this.between = between;
        this.fatal = fatal;
    }

    private void compute(SealedTick sealed) throws InterruptedException {
        turns.take();
        try {
            mill.run(sealed);
        } finally {
            turns.give();
        }
    }

    /** Runs until the committer has ended and every sealed tick is published. */
    @Override
    public void run() {
        try {
            long waitMillis = 0;
            long tickNanos = 0;
            while (true) {
                // Asked before the poll: a tick sealed just before the end is still found.
                boolean last = committerDone.getAsBoolean();
                SealedTick sealed = sealedTicks.poll(waitMillis);
                if (sealed != null) {
                    long started = System.nanoTime();
                    compute(sealed);
                    tickNanos = System.nanoTime() - started;
                } else if (last) {
                    return;
                }
                waitMillis = between.run(!sealedTicks.isEmpty(), tickNanos);
            }
        } catch (Throwable e) { // an interrupt too: nobody may send one
            fatal.accept(e);
        }
    }
}
