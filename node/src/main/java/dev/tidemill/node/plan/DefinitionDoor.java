package dev.tidemill.node.plan;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.definition.CreatedTables;
import dev.tidemill.node.read.QueryableTick;
import dev.tidemill.node.status.Status;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What a mill lets be done with its definitions. Any thread. */
public interface DefinitionDoor {
    /** What runs now. */
    RunningDefinitions running();

    /**
     * The files of what runs now, jars included.
     *
     * @throws dev.tidemill.algebra.error.TidemillException BODY_TOO_LARGE when they are more than
     *     can be kept
     */
    DefinitionFiles files();

    /** The hash of the applied definitions that are sealed; empty when a folder's are. */
    String sealedRelease();

    /** The same of the newest tick that can be read, which may be behind. */
    String publishedRelease();

    Status status();

    /**
     * Puts other tables of statements and previews in force, through the journal; takes its turn.
     *
     * @return the tick, which can be read then
     */
    long changeCreated(UnaryOperator<CreatedTables> change);

    /** The newest tick, to be closed. */
    QueryableTick newest();

    /** Answers SQL that the program wrote itself at a tick. */
    Batch query(QueryableTick tick, String sql);

    /** Does something while nobody else changes definitions; throws NOT_READY after a while. */
    <T> T inTurn(Supplier<T> work);

    /**
     * Puts definitions in force at a tick, through the journal; to be called in turn.
     *
     * @param definitions the folder that they lie in
     * @param files the same
     * @param keepsRows tables with rows that these definitions lack stay, as tables that no file
     *     defines; otherwise such definitions are refused
     * @return the tick, which can be read then
     */
    long take(Path definitions, DefinitionFiles files, boolean keepsRows);
}
