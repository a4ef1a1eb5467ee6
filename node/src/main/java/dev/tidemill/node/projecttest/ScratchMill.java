package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.ingest.LatenessGate;
import dev.tidemill.node.ingest.Receipts;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.NodeState;
import dev.tidemill.node.record.WatermarkSeal;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.AdmissionGate;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.NodeTracker;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickPublisher;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Some live tables and what they read, beside any mill: rows go through the lateness gate and the
 * circuit as in every mill, in ticks that its owner makes. Nothing is written to disk, and time is
 * what its owner says. Owned by one thread.
 */
public final class ScratchMill implements AutoCloseable {
    private static final int THREADS = 1;

    private final String source;
    private final AtomicLong now;
    private final Circuit circuit;
    private final TickPublisher publisher = new TickPublisher();
    private final Mill mill;
    private final LatenessGate gate;
    private long tick;

    /**
     * What runs.
     *
     * @param live the live tables that run, each after those that it reads
     * @param stateBytes what their state may take
     */
    public record Tables(
            DefinitionEntry definitions,
            List<PlannedTable> live,
            FunctionSource functions,
            long stateBytes) {
        public Tables {
            requireNonNull(definitions, "definitions");
            live = List.copyOf(live);
            requireNonNull(functions, "functions");
        }
    }

    /**
     * @param source who brings the rows
     * @param startMicros the time before the first tick
     */
    public ScratchMill(
            Tables tables, String source, AtomicLong quarantineSequence, long startMicros) {
        this.source = requireNonNull(source, "source");
        DefinitionsInForce definitions = new DefinitionsInForce(tables.functions());
        definitions.adopt(tables.definitions(), tables.live());
        now = new AtomicLong(startMicros);
        gate =
                new LatenessGate(
                        definitions, quarantineSequence, now::get, Map.of(), WatermarkSeal.NONE);
        circuit =
                Circuit.create(
                        new StateSpace(new PageAllocator(tables.stateBytes())),
                        tables.definitions().inputs(),
                        tables.live().stream()
                                .map(table -> new LiveTable(table.name(), table.plan()))
                                .toList(),
                        tables.definitions().tableIndexes(),
                        THREADS,
                        History.NONE);
        mill =
                new Mill(
                        circuit,
                        definitions,
                        new NodeTracker(NodeState.initial(), new Receipts(Receipts.KEPT_DEFAULT)),
                        publisher);
        mill.publishRecovered();
    }

    /** Before the first tick only. */
    public void followWith(Mill.TickFollower follower) {
        mill.followWith(follower);
    }

    /** The time of the last tick. */
    public long nowMicros() {
        return now.get();
    }

    /** The newest tick, to be read and closed. */
    public PublishedTick pin() {
        return publisher.pin();
    }

    /** Takes changes in one tick at a time. */
    public void tick(long micros, List<InputChange> changes) {
        now.set(micros);
        AdmissionGate.Judged judged = gate.judge(admissions(changes));
        gate.sealed(judged);
        tick++;
        mill.replay(
                new SealedTick(
                        tick,
                        now.get(),
                        judged.admissions().stream().map(Admission::entry).toList(),
                        judged.watermarks(),
                        List.of(),
                        System.nanoTime(),
                        0),
                List.of());
        mill.publishAgain();
    }

    private List<Admission> admissions(List<InputChange> changes) {
        if (changes.isEmpty()) {
            return List.of();
        }
        InputEntry entry = new InputEntry(changes, null, null);
        Admission.Timing timing = Admission.Timing.of(source);
        return List.of(Admission.of(entry, entry.rows(), Long.MIN_VALUE, timing));
    }

    @Override
    public void close() {
        circuit.close();
    }
}
