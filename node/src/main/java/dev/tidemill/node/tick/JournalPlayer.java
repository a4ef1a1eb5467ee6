package dev.tidemill.node.tick;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.journal.ReplayHandler;
import dev.tidemill.journal.Seal;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.record.Outcome;
import dev.tidemill.node.record.OutcomeEntry;
import dev.tidemill.node.record.WatermarkSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs the ticks of a journal again, one after the other. Engine thread only. */
public final class JournalPlayer implements ReplayHandler {
    private final Mill mill;
    private final DefinitionsInForce definitions;
    private final List<JournalEntry> entries = new ArrayList<>();
    private final Set<String> jars;
    private final Map<Long, List<Outcome>> outcomes = new HashMap<>();
    private long ticks;

    /** The journal's sealed ticks behind one. */
    public interface Ticks {
        void replay(long afterTick, ReplayHandler handler) throws IOException;
    }

    /**
     * @param jars takes the versions of jars that definitions name
     */
    public JournalPlayer(Mill mill, DefinitionsInForce definitions, Set<String> jars) {
        this.mill = mill;
        this.definitions = definitions;
        this.jars = jars;
    }

    /**
     * Runs the ticks behind one again. The journal is read twice: what came of a tick for want of
     * memory stands in a later one.
     */
    public void play(Ticks journal, long afterTick) throws IOException {
        journal.replay(afterTick, new OutcomeReader());
        mill.replayBehind(outcomes.getOrDefault(afterTick, List.of()));
        journal.replay(afterTick, this);
    }

    /** Finds what came of ticks. */
    private final class OutcomeReader implements ReplayHandler {
        @Override
        public void record(long tick, ByteBuffer payload) {
            if (JournalEntry.isOutcome(payload)
                    && decoded(tick, payload) instanceof OutcomeEntry of) {
                for (Outcome each : of.outcomes()) {
                    outcomes.computeIfAbsent(each.tick(), _ -> new ArrayList<>()).add(each);
                }
            }
        }

        @Override
        public void seal(Seal seal) {
            // What came of a tick is known when all are read.
        }
    }

    /** How many were run. */
    public long ticks() {
        return ticks;
    }

    /** Throws JOURNAL_CORRUPT, or DATA_DIRECTORY_VERSION for one of a newer release. */
    @Override
    public void record(long tick, ByteBuffer payload) {
        JournalEntry entry = decoded(tick, payload);
        entries.add(entry);
        if (entry instanceof DefinitionEntry named) {
            named.functions().forEach(jar -> jars.add(jar.version()));
        }
    }

    private JournalEntry decoded(long tick, ByteBuffer payload) {
        try {
            return JournalEntry.decode(payload, table -> definitions.input(table).schema());
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
                        0),
                outcomes.getOrDefault(seal.tick(), List.of()));
        entries.clear();
        ticks++;
    }
}
