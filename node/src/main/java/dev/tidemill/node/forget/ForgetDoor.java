package dev.tidemill.node.forget;

import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.definitions.Project;
import dev.tidemill.node.backup.KnownBackups;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.plan.ReleaseStore;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.tick.PublishedTick;
import java.util.List;
import java.util.Set;

/** The mill as the desk of erasures uses it. Safe for all threads. */
public interface ForgetDoor {
    Project project();

    ProjectCatalog catalog();

    DefinitionsInForce.View definitions();

    /** The newest tick, to be read and closed. */
    PublishedTick pin();

    /**
     * Has an erasure journalled, an entry for each value of the person, in one tick or in ticks
     * that follow each other; returns the last of them once it can be read.
     *
     * @throws dev.tidemill.algebra.error.TidemillException NOT_READY when that takes too long; it
     *     takes effect all the same
     */
    long erase(List<ErasureEntry> entries) throws InterruptedException;

    /**
     * Makes a tick without changes, in a new segment of the journal, and asks for a checkpoint of
     * it; does not wait for that.
     */
    void turnPage() throws InterruptedException;

    /** The tick of the newest checkpoint. */
    long checkpointTick();

    /** Tables of which the history's file has rows, whether a tick has them or not. */
    Set<String> historyOnDisk();

    /** What the newest checkpoint has of the history, as {@link #historyOnDisk} calls it. */
    Set<String> historyOfCheckpoint();

    KnownBackups backups();

    /** The definitions that are kept. */
    ReleaseStore releases();
}
