package dev.tidemill.node.tick;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * How many bodies of rows are parsed at once. While a tick is computed it is one less: with more
 * threads to run than processors a tick takes several times its work, and rows that are parsed
 * meanwhile would only wait for it. A turn is for one chunk, and nothing is waited for inside it.
 * Safe for all threads; who waits longest comes first.
 */
public final class ParseTurns {
    /** A tick takes a turn whether one is free or not. */
    private static final class Turns extends Semaphore {
        private static final long serialVersionUID = 1;

        Turns(int most) {
            super(most, true);
        }

        void takeOne() {
            reducePermits(1);
        }
    }

    private final Turns turns;

    /**
     * @param most at least 2, since a tick takes one
     */
    public ParseTurns(int most) {
        if (most < 2) {
            throw new IllegalArgumentException("most " + most);
        }
        this.turns = new Turns(most);
    }

    /** Parses when its turn comes. */
    public <T> T parse(Supplier<T> work) throws InterruptedException {
        turns.acquire();
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    /** Takes a turn for a tick, at once. By the engine's thread. */
    void take() {
        turns.takeOne();
    }

    /** The tick is computed. */
    void give() {
        turns.release();
    }
}
