package dev.tidemill.node.read;

import dev.tidemill.store.PinnedTables;

/** Ticks with the tables of which somebody may read, as these may be seen. */
public interface SeenTicks {
    /** The newest tick as it may be seen; closing that ends the pin of the one given. */
    PinnedTables newest();

    /**
     * A certain tick as it may be seen.
     *
     * @throws dev.tidemill.algebra.error.TidemillException TICK_NOT_KEPT, also for somebody
     *     restricted when definitions or policies have changed since: those of now do not know what
     *     the tick holds
     */
    PinnedTables at(long tick);
}
