package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.ContractSieve;
import dev.tidemill.node.ingest.LatenessGate;
import dev.tidemill.node.ingest.Receipts;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A mill of one test: rows go through the contract, the lateness gate and the circuit as in any
 * mill, in ticks that the test makes. Nothing is written to disk, and time is what the test says.
 *
 * <p>Owned by one thread.
 */
final class TestMill implements AutoCloseable {
    /** Who brings the rows, as the quarantine names it. */
    static final String SOURCE = "test";

    private static final int THREADS = 1;

    private final PlannedProject project;
    private final AtomicLong now;
    private final Circuit circuit;
    private final TickPublisher publisher = new TickPublisher();
    private final Mill mill;
    private final ContractSieve sieve;
    private final LatenessGate gate;
    private long tick;

    /** Rows for one table, as a sender gives them. */
    record Input(InputTable table, InputChange.Op op, ParsedRows rows) {
        Input {
            requireNonNull(table, "table");
            requireNonNull(op, "op");
            requireNonNull(rows, "rows");
        }
    }

    /**
     * @param live the live tables that run, each after those that it reads
     * @param startMicros the time before the first tick
     */
    TestMill(PlannedProject project, List<PlannedTable> live, long startMicros) {
        this.project = requireNonNull(project, "project");
        AtomicLong quarantineSequence = new AtomicLong();
        DefinitionsInForce definitions = new DefinitionsInForce(project.functions());
        definitions.adopt(project.definitions(), live);
        now = new AtomicLong(startMicros);
        sieve = new ContractSieve(quarantineSequence, now::get);
        gate =
                new LatenessGate(
                        definitions, quarantineSequence, now::get, Map.of(), WatermarkSeal.NONE);
        circuit =
                Circuit.create(
                        new StateSpace(new PageAllocator(project.stateBytes())),
                        project.definitions().inputs(),
                        live.stream()
                                .map(table -> new LiveTable(table.name(), table.plan()))
                                .toList(),
                        project.definitions().tableIndexes(),
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

    /** The time of the last tick. */
    long nowMicros() {
        return now.get();
    }

    /** The newest tick, to be read and closed. */
    PublishedTick pin() {
        return publisher.pin();
    }

    /**
     * Takes all rows in one tick.
     *
     * @param micros the tick's time, unless rows bring a project on replayed time further
     */
    void tick(long micros, List<Input> inputs) {
        now.set(micros);
        List<InputChange> changes = new ArrayList<>();
        for (Input input : inputs) {
            String name = input.table().name();
            ContractSieve.Sieved sieved =
                    sieve.sieve(
                            input.table(),
                            input.op(),
                            input.rows(),
                            project.checks().get(name),
                            SOURCE);
            changes.addAll(sieved.changes());
            now.accumulateAndGet(project.clock().micros(input.table(), sieved.good()), Math::max);
        }
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

    private static List<Admission> admissions(List<InputChange> changes) {
        if (changes.isEmpty()) {
            return List.of();
        }
        InputEntry entry = new InputEntry(changes, null, null);
        Admission.Timing timing = Admission.Timing.of(SOURCE);
        return List.of(Admission.of(entry, entry.rows(), Long.MIN_VALUE, timing));
    }

    @Override
    public void close() {
        circuit.close();
    }
}
