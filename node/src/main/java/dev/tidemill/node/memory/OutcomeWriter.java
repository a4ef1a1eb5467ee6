package dev.tidemill.node.memory;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.record.Outcome;
import dev.tidemill.node.record.OutcomeEntry;
import dev.tidemill.node.tick.Mill;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has it written down what came of ticks for want of memory, before anybody sees these ticks. When
 * the journal does not take it, its disk being full, the ticks are seen all the same and it is
 * tried again: a table that has no memory cannot run on until there is disk.
 *
 * <p>Engine thread only.
 */
public final class OutcomeWriter implements Mill.OutcomeDesk {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Desk desk;
    private final Wait wait;
    private final List<Outcome> unwritten = new ArrayList<>();
    private long triedNanos;

    /** Where it is written down. */
    public interface Desk {
        /**
         * Takes an entry before all that waits; the answer ends when it is on disk, or cannot be.
         *
         * @throws TidemillException when nothing is taken any more
         */
        Future<Long> offer(OutcomeEntry entry);
    }

    /** How the engine waits without holding up the committer. */
    public interface Wait {
        /** Returns when this has ended, in whichever way. */
        void until(Future<?> done) throws InterruptedException;
    }

    public OutcomeWriter(Desk desk, Wait wait) {
        this.desk = requireNonNull(desk, "desk");
        this.wait = requireNonNull(wait, "wait");
    }

    @Override
    public void write(List<Outcome> outcomes) throws InterruptedException {
        if (!outcomes.isEmpty()) {
            unwritten.addAll(outcomes);
            tryIt();
        }
    }

    /** Tries again, now and then, what could not be written. */
    public void retry() throws InterruptedException {
        if (!unwritten.isEmpty() && System.nanoTime() - triedNanos > RETRY_NANOS) {
            tryIt();
        }
    }

    private void tryIt() throws InterruptedException {
        triedNanos = System.nanoTime();
        try {
            Future<Long> written = desk.offer(new OutcomeEntry(unwritten));
            wait.until(written);
            if (written.state() == Future.State.SUCCESS) {
                unwritten.clear();
            } else {
                LOG.warn("it is not written down yet which tables are suspended");
            }
        } catch (TidemillException e) {
            LOG.debug("which tables are suspended is not written down", e);
        }
    }
}
