package dev.tidemill.node.memory;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.history.HistoryKeeper;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.record.SuspensionEntry;
import dev.tidemill.node.tick.TickPublisher;
import java.util.concurrent.CompletableFuture;

/** The parts of a mill that can let go of memory, as the keeper of state asks them. */
public record MemoryOwners(Ingest ingest, TickPublisher publisher, HistoryKeeper history)
        implements StateKeeper.Around {
    public MemoryOwners {
        requireNonNull(ingest, "ingest");
        requireNonNull(publisher, "publisher");
        requireNonNull(history, "history");
    }

    @Override
    public CompletableFuture<Long> suspend(SuspensionEntry entry) {
        return ingest.offerSuspension(entry);
    }

    @Override
    public void letGoOfTicks() {
        publisher.letGo();
    }

    @Override
    public long hurryHistory(boolean hurried) {
        return history.hurry(hurried);
    }
}
