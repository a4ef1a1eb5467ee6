package dev.tidemill.node.tick;

import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.ingest.Receipts;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.BuiltEntry;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.NodeState;
import dev.tidemill.node.record.OutcomeEntry;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.RecoveryEntry;
import dev.tidemill.node.record.RetentionEntry;
import dev.tidemill.node.record.RetryEntry;
import dev.tidemill.node.record.Standing;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.node.record.SuspensionEntry;
import dev.tidemill.node.record.WatermarkSeal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Follows what the node must know of each tick that ran: its time, the definitions in force, the
 * sources' positions, the answers to idempotency keys, the last quarantine number. Engine thread
 * only; the receipts are shared.
 */
public final class NodeTracker {
    private final Receipts receipts;
    private final Map<String, byte[]> positions;
    private DefinitionEntry definitions;
    private long tick;
    private long nowMicros;
    private long quarantineSequence;
    private WatermarkSeal watermarks;
    private List<Suspension> suspensions;
    private List<Standing> standing;
    private Supplier<List<byte[]>> predictors = List::of;

    public NodeTracker(NodeState state, Receipts receipts) {
        this.receipts = receipts;
        this.positions = new HashMap<>(state.positions());
        this.definitions = state.definitions();
        this.tick = state.tick();
        this.nowMicros = state.nowMicros();
        this.quarantineSequence = state.quarantineSequence();
        this.watermarks = state.watermarks();
        this.suspensions = state.suspensions();
        this.standing = state.standing();
        state.receipts().forEach(kept -> receipts.keep(kept.receipt(), kept.tick()));
    }

    /**
     * @param failed live tables that failed in a tick, this one included
     * @param notReplaced live tables that do not run with the SQL of the definitions yet
     */
    void follow(SealedTick sealed, List<Suspension> failed, List<Standing> notReplaced) {
        suspensions = failed;
        standing = notReplaced;
        tick = sealed.tick();
        nowMicros = sealed.nowMicros();
        watermarks = sealed.watermarks();
        for (JournalEntry entry : sealed.entries()) {
            switch (entry) {
                case DefinitionEntry newer -> definitions = newer;
                case InputEntry input -> follow(input);
                case RecoveryEntry _,
                        RetentionEntry _,
                        BuiltEntry _,
                        SuspensionEntry _,
                        ErasureEntry _,
                        RetryEntry _,
                        PredictionEntry _,
                        ModelEntry _,
                        OutcomeEntry _ -> {}
            }
        }
    }

    /** Behind a tick that was run again, more live tables had to be suspended. */
    void suspended(List<Suspension> failed, List<Standing> notReplaced) {
        suspensions = failed;
        standing = notReplaced;
    }

    private void follow(InputEntry input) {
        if (input.receipt() != null) {
            receipts.keep(input.receipt(), tick);
        }
        if (input.position() != null) {
            positions.put(input.position().source(), input.position().position());
        }
        for (InputChange change : input.changes()) {
            if (change.table().equals(SystemTables.QUARANTINE.name())
                    && change.rows().column(0) instanceof LongColumn ids) {
                for (int i = 0; i < ids.size(); i++) {
                    quarantineSequence = Math.max(quarantineSequence, ids.values()[i]);
                }
            }
        }
    }

    public long tick() {
        return tick;
    }

    public long nowMicros() {
        return nowMicros;
    }

    public DefinitionEntry definitions() {
        return definitions;
    }

    public long quarantineSequence() {
        return quarantineSequence;
    }

    /** What the last seal says of watermarks. */
    public WatermarkSeal watermarks() {
        return watermarks;
    }

    public Map<String, byte[]> positions() {
        return Map.copyOf(positions);
    }

    /** Asks for what predictors know whenever a checkpoint is taken; before the first tick only. */
    public void keepPredictors(Supplier<List<byte[]>> known) {
        predictors = known;
    }

    /** All of it as of the tick that ran last, for a checkpoint. */
    public NodeState state(List<byte[]> pendingNotices) {
        return new NodeState(
                tick,
                nowMicros,
                definitions,
                positions,
                receipts.snapshot(),
                quarantineSequence,
                pendingNotices,
                watermarks,
                suspensions,
                standing,
                predictors.get());
    }
}
