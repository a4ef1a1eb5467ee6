package dev.tidemill.bench.nexmark;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.HotTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.testkit.fixture.SqlTables;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One query as a live table in a circuit of its own, fed tick by tick with all events. After each
 * tick a snapshot is pinned, as a running mill does when it publishes. Append-only rows leave
 * memory by the half million, as in a running mill, but are written nowhere.
 */
final class LiveQuery {
    private static final long HOT_ROWS_MAX = 500_000;
    private static final int MEMORY_SAMPLES = 4;

    private final NexmarkQuery query;
    private final NexmarkEvents events;
    private final int threads;
    private final List<LiveTable> tables;

    /** One for all passes, as a server has one for its life. */
    private final PageAllocator pages = PageAllocator.unbounded();

    LiveQuery(NexmarkQuery query, NexmarkEvents events, int threads) {
        this.query = query;
        this.events = events;
        this.threads = threads;
        this.tables = SqlTables.plan(NexmarkTables.ALL, Map.of(query.name(), query.sql()));
    }

    /** The table after all events. */
    RowDigest.Answer answer() {
        try (Pass pass = new Pass(new StateSpace(pages))) {
            for (TickInput tick : events.ticks()) {
                pass.step(tick);
                pass.letInputsGo();
            }
            return pass.digest();
        }
    }

    /**
     * The most bytes of heap that a pass holds besides the events, of a few samples after a full
     * collection of garbage.
     *
     * @param before what was used when there were only the events
     */
    long heapBytes(long before) {
        long most = 0;
        List<TickInput> ticks = events.ticks();
        try (Pass pass = new Pass(new StateSpace(pages))) {
            for (int i = 0; i < ticks.size(); i++) {
                pass.step(ticks.get(i));
                pass.letRowsGo();
                int sample = (i + 1) * MEMORY_SAMPLES / ticks.size();
                if (sample > i * MEMORY_SAMPLES / ticks.size()) {
                    most = Math.max(most, usedBytes() - before);
                }
            }
        }
        return most;
    }

    /** Bytes of heap in use after a full collection of garbage. */
    static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /**
     * Feeds all events again and again, each time into new state, until so many seconds are spent
     * in ticks.
     *
     * @return events a second
     */
    double rate(double seconds) {
        long nanos = 0;
        long fed = 0;
        while (nanos < seconds * 1e9) {
            try (Pass pass = new Pass(new StateSpace(pages))) {
                long started = System.nanoTime();
                for (TickInput tick : events.ticks()) {
                    pass.step(tick);
                    pass.letRowsGo();
                }
                nanos += System.nanoTime() - started;
                fed += events.shape().events();
            }
        }
        return fed / (nanos / 1e9);
    }

    /** One feeding of all events into new state. */
    private final class Pass implements AutoCloseable {
        private final StateSpace space;
        private final Circuit circuit;
        private CircuitSnapshot pinned;

        Pass(StateSpace space) {
            this.space = space;
            circuit = Circuit.create(space, NexmarkTables.ALL, tables, threads);
            pinned = circuit.snapshot();
        }

        void step(TickInput tick) {
            circuit.step(tick);
            CircuitSnapshot next = circuit.snapshot();
            pinned.close();
            pinned = next;
        }

        void letInputsGo() {
            for (HotTable table : circuit.hotTables()) {
                if (!table.name().equals(query.name())) {
                    letGo(table);
                }
            }
        }

        void letRowsGo() {
            circuit.hotTables().forEach(Pass::letGo);
        }

        private static void letGo(HotTable table) {
            if (table.hotRows() >= HOT_ROWS_MAX) {
                table.seal();
                table.moved();
            }
        }

        RowDigest.Answer digest() {
            if (!circuit.liveTables().contains(query.name())) {
                throw new IllegalStateException(query.name() + " failed", failure());
            }
            if (pinned.errors(query.name()).rows() > 0) {
                throw new IllegalStateException(query.name() + " has error rows");
            }
            TableSnapshot table = pinned.table(query.name());
            int columns = table.schema().size();
            RowDigest digest = new RowDigest(query.compared(columns));
            for (Supplier<@Nullable Batch> part :
                    table.scan(IntStream.range(0, columns).toArray())) {
                for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                    digest.add(chunk);
                }
            }
            return digest.answer();
        }

        private @Nullable RuntimeException failure() {
            return circuit.takeFailures().get(query.name());
        }

        @Override
        public void close() {
            pinned.close();
            circuit.close();
            List.copyOf(space.regions()).forEach(space::drop);
        }
    }
}
