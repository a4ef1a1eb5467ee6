package dev.tidemill.node.read;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.definition.PlannedTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A live table's query over all rows that it reads in a tick, by a circuit of its own: from an
 * empty state, in one step, with nothing taken back. It is for queries that DuckDB cannot run, and
 * shares the operators with the table that it is held against, but not its state.
 */
final class EngineBatch {
    /** The most rows that are read for an answer, since they are held in memory. */
    static final long ROWS_MAX = 2_000_000;

    private EngineBatch() {}

    /** How many rows the query reads. */
    static long rowsRead(QueryableTick tick, PlannedTable table) {
        return scanned(table.plan()).stream().mapToLong(name -> tick.table(name).rows()).sum();
    }

    /** Gives the rows of the answer. */
    static void answer(QueryableTick tick, PlannedTable table, Consumer<Batch> rows) {
        List<InputTable> inputs = new ArrayList<>();
        List<InputChange> changes = new ArrayList<>();
        for (String name : scanned(table.plan())) {
            TableSnapshot read = tick.table(name);
            inputs.add(new InputTable(name, read.schema(), List.of(), -1));
            scan(read, batch -> changes.add(new InputChange(name, InputChange.Op.INSERT, batch)));
        }
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        LiveTable live = new LiveTable(table.name(), table.plan());
        try (Circuit circuit = Circuit.create(space, inputs, List.of(live))) {
            circuit.step(new TickInput(1, tick.nowMicros(), changes, tick.frontier().watermarks()));
            for (RuntimeException failure : circuit.takeFailures().values()) {
                throw failure;
            }
            try (CircuitSnapshot snapshot = circuit.snapshot()) {
                scan(snapshot.table(table.name()), rows);
            }
        }
    }

    /** Gives all rows of a table. */
    static void scan(TableSnapshot table, Consumer<Batch> rows) {
        int[] all = new int[table.schema().size()];
        Arrays.setAll(all, i -> i);
        for (Supplier<@Nullable Batch> part : table.scan(all)) {
            Batch chunk;
            while ((chunk = part.get()) != null) {
                rows.accept(chunk);
            }
        }
    }

    private static Set<String> scanned(Plan plan) {
        Set<String> names = new TreeSet<>();
        if (plan instanceof Scan scan) {
            names.add(scan.table());
        }
        plan.inputs().forEach(input -> names.addAll(scanned(input)));
        return names;
    }
}
