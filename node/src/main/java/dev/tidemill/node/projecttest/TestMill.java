package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.ContractSieve;
import dev.tidemill.node.tick.PublishedTick;
import java.util.ArrayList;
import java.util.List;
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

    private final PlannedProject project;
    private final AtomicLong receivedMicros;
    private final ContractSieve sieve;
    private final ScratchMill mill;

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
        receivedMicros = new AtomicLong(startMicros);
        sieve = new ContractSieve(quarantineSequence, receivedMicros::get);
        mill =
                new ScratchMill(
                        new ScratchMill.Tables(
                                project.definitions(),
                                live,
                                project.functions(),
                                project.stateBytes()),
                        SOURCE,
                        quarantineSequence,
                        startMicros);
    }

    /** The time of the last tick. */
    long nowMicros() {
        return mill.nowMicros();
    }

    /** The newest tick, to be read and closed. */
    PublishedTick pin() {
        return mill.pin();
    }

    /**
     * Takes all rows in one tick.
     *
     * @param micros the tick's time, unless rows bring a project on replayed time further
     */
    void tick(long micros, List<Input> inputs) {
        receivedMicros.set(micros);
        long now = micros;
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
            now = Math.max(now, project.clock().micros(input.table(), sieved.good()));
            receivedMicros.set(now);
        }
        mill.tick(now, changes);
    }

    @Override
    public void close() {
        mill.close();
    }
}
