package dev.tidemill.node.tick;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.journal.ReplayHandler;
import dev.tidemill.journal.Seal;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.record.WatermarkSeal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs the ticks of a journal again, one after the other. Engine thread only. */
public final class JournalPlayer implements ReplayHandler {
    private final Mill mill;
    private final DefinitionsInForce definitions;
    private final List<JournalEntry> entries = new ArrayList<>();
    private final Set<String> jars;
    private long ticks;

    /**
     * @param jars takes the versions of jars that definitions name
     */
    public JournalPlayer(Mill mill, DefinitionsInForce definitions, Set<String> jars) {
        this.mill = mill;
        this.definitions = definitions;
        this.jars = jars;
    }

    /** How many were run. */
    public long ticks() {
        return ticks;
    }

    /** Throws JOURNAL_CORRUPT, or DATA_DIRECTORY_VERSION for one of a newer release. */
    @Override
    public void record(long tick, ByteBuffer payload) {
        try {
            JournalEntry entry =
                    JournalEntry.decode(payload, table -> definitions.input(table).schema());
            entries.add(entry);
            if (entry instanceof DefinitionEntry named) {
                named.functions().forEach(jar -> jars.add(jar.version()));
            }
        } catch (RuntimeException e) {
            throw isOfAnotherVersion(e)
                    ? e
                    : new TidemillException(
                            ErrorCode.JOURNAL_CORRUPT,
                            "a record of tick " + tick + " cannot be read: " + e,
                            e);
        }
    }

    private static boolean isOfAnotherVersion(RuntimeException e) {
        return e instanceof TidemillException known
                && known.errorCode() == ErrorCode.DATA_DIRECTORY_VERSION;
    }

    @Override
    public void seal(Seal seal) {
        mill.replay(
                new SealedTick(
                        seal.tick(),
                        seal.timeMicros(),
                        entries,
                        WatermarkSeal.decode(seal.payload()),
                        List.of(),
                        System.nanoTime(),
                        0));
        entries.clear();
        ticks++;
    }
}
