package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.HotTable;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.checkpoint.CheckpointStore;
import dev.tidemill.engine.state.checkpoint.LoadedCheckpoint;
import dev.tidemill.store.admission.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crashes after any step of what moves, drops and removes rows: what was acknowledged is there
 * afterwards, once. A crash leaves the files as they are, so a copy of them is opened; the ticks
 * behind the checkpoint are played again, as the journal would.
 */
class HistoryCrashTest {
    private static final int SEEDS = 8;
    private static final int STEPS = 100;
    private static final Schema SCHEMA =
            Schema.of(Field.of("id", Type.BIGINT), Field.of("at", Type.TIMESTAMP));
    private static final InputTable EVENTS = new InputTable("events", SCHEMA, List.of(), 1);
    private static final LiveTable COPY =
            new LiveTable("copy", new Scan("events", SCHEMA, List.of(), true, 1));

    private @TempDir Path folder;

    /** What a tick does, as a journal says it. */
    private sealed interface Entry {
        record Rows(List<Long> ids) implements Entry {}

        record Drop(String store, long firstRow) implements Entry {}

        /** The table goes and comes back empty. */
        record Renew() implements Entry {}

        /** The live table goes and is built anew. */
        record Build() implements Entry {}
    }

    /** What a checkpoint that is being written says. */
    private record Pinned(Snapshot snapshot, long tick, List<HistoryMark> marks) {}

    /** A mill of one table, on one thread, so that it can be stopped anywhere. */
    private final class Run {
        private final Random random;
        private final List<Entry> journal = new ArrayList<>();

        /** Whether the live table is there after a tick. */
        private final List<Boolean> built = new ArrayList<>(List.of(false));

        private final List<Long> expected = new ArrayList<>();
        private List<Long> copied = new ArrayList<>();
        private long firstRow;
        private long ids;

        private Path place;
        private int places;
        private StateSpace space = new StateSpace(PageAllocator.unbounded());
        private CheckpointStore checkpoints;
        private QueryStore store;
        private Circuit circuit;
        private boolean written;
        private @Nullable Pinned pinned;
        private @Nullable List<HistoryMark> durable;

        Run(long seed) throws IOException {
            random = new Random(seed);
            place = Files.createDirectory(folder.resolve("seed" + seed));
            openStores();
            circuit = circuit(List.of());
        }

        private void openStores() {
            checkpoints = CheckpointStore.open(place.resolve("checkpoints"));
            store =
                    new QueryStore(
                            () -> new Pin(circuit.snapshot()),
                            StoreOptions.spillingTo(place.resolve("tmp"))
                                    .withHistory(place.resolve("history.duckdb")));
        }

        private Circuit circuit(List<LiveTable> live) {
            return Circuit.create(space, List.of(EVENTS), live, 1, store.history());
        }

        private HotTable events() {
            return circuit.hotTables().getFirst();
        }

        private void play(long tick, Entry entry) {
            List<InputChange> changes = new ArrayList<>();
            switch (entry) {
                case Entry.Rows rows -> {
                    BatchBuilder batch = new BatchBuilder(SCHEMA, rows.ids().size());
                    rows.ids().forEach(id -> batch.add(1, id, id * 7919 % 1000));
                    changes.add(new InputChange("events", InputChange.Op.INSERT, batch.build()));
                }
                case Entry.Drop drop -> {
                    if (events().history().store().equals(drop.store())) {
                        events().drop(drop.firstRow(), 0);
                    }
                }
                case Entry.Renew _ -> {
                    if (!circuit.liveTables().isEmpty()) {
                        circuit.drop("copy");
                    }
                    circuit.dropInput("events");
                    circuit.addInput(EVENTS);
                }
                case Entry.Build _ -> {
                    if (!circuit.liveTables().isEmpty()) {
                        circuit.drop("copy");
                    }
                    circuit.replace(COPY, 0);
                }
            }
            var ignored = circuit.step(new TickInput(tick, tick, changes));
        }

        private void tick(Entry entry) {
            journal.add(entry);
            play(journal.size(), entry);
            switch (entry) {
                case Entry.Rows rows -> {
                    expected.addAll(rows.ids());
                    copied.addAll(rows.ids());
                }
                case Entry.Drop drop -> firstRow = Math.max(firstRow, drop.firstRow());
                case Entry.Renew _ -> {
                    expected.clear();
                    firstRow = 0;
                    written = false;
                }
                case Entry.Build _ -> copied = new ArrayList<>(kept());
            }
            built.add(!circuit.liveTables().isEmpty());
        }

        private List<Long> kept() {
            return expected.subList((int) firstRow, expected.size());
        }

        void step() throws IOException {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> tick(rows());
                case 6, 7 -> seal();
                case 8, 9 -> write();
                case 10, 11 -> move();
                case 12, 13 -> pin();
                case 14 -> finishCheckpoint();
                case 15 -> drop();
                case 16 -> removeDropped();
                case 17 -> tick(random.nextInt(5) == 0 ? new Entry.Renew() : new Entry.Build());
                default -> crash();
            }
        }

        private Entry.Rows rows() {
            List<Long> rows = new ArrayList<>();
            for (int n = random.nextInt(60); n >= 0; n--) {
                rows.add(ids++);
            }
            return new Entry.Rows(rows);
        }

        private void seal() {
            if (events().hotRows() > 0 && events().sealedRows() == 0) {
                events().seal();
                written = false;
            }
        }

        private void write() {
            if (events().sealedRows() > 0) {
                try (CircuitSnapshot snapshot = circuit.snapshot()) {
                    store.history()
                            .append(events().history(), snapshot.table("events").sealed(), 1);
                }
                written = true;
            }
        }

        private void move() {
            if (written && events().sealedRows() > 0) {
                events().moved();
                written = false;
            }
        }

        private void pin() {
            if (pinned == null) {
                pinned = new Pinned(space.pin(), circuit.tick(), List.of(events().history()));
            } else {
                finishCheckpoint();
            }
        }

        private void finishCheckpoint() {
            if (pinned != null) {
                try (Snapshot snapshot = pinned.snapshot()) {
                    var ignored = checkpoints.write(snapshot, pinned.tick(), new byte[0]);
                    durable = pinned.marks();
                }
                pinned = null;
            }
        }

        private void drop() {
            List<HistoryStore.Run> runs = store.history().runs(events().history());
            if (!runs.isEmpty()) {
                long first = runs.get(random.nextInt(runs.size())).endRow();
                tick(new Entry.Drop(events().history().store(), first));
            }
        }

        private void removeDropped() {
            if (durable != null) {
                Map<String, HistoryMark> marks = new HashMap<>();
                HistoryMark now = events().history();
                marks.put(now.store(), new HistoryMark(now.store(), now.runs(), now.rows(), 0));
                durable.forEach(mark -> marks.put(mark.store(), mark));
                store.history().removeDropped(marks.values());
                durable = null;
            }
        }

        private void crash() throws IOException {
            Path copy = folder.resolve(place.getFileName() + "-" + places++);
            copy(place, copy);
            close();
            place = copy;
            pinned = null;
            durable = null;
            written = false;
            space = new StateSpace(PageAllocator.unbounded());
            openStores();
            Optional<LoadedCheckpoint> loaded = checkpoints.load(space);
            int from = loaded.map(LoadedCheckpoint::tick).orElse(0L).intValue();
            circuit = circuit(built.get(from) ? List.of(COPY) : List.of());
            for (int tick = from + 1; tick <= journal.size(); tick++) {
                play(tick, journal.get(tick - 1));
            }
        }

        void check(String when) {
            try (Pin pin = new Pin(circuit.snapshot())) {
                assertEquals(kept(), scanned(pin.table("events")), when);
                assertEquals(kept().size(), pin.table("events").rows(), when);
                assertEquals(kept(), answer(pin, "SELECT id FROM events ORDER BY id"), when);
                if (!circuit.liveTables().isEmpty()) {
                    assertEquals(copied, answer(pin, "SELECT id FROM copy ORDER BY id"), when);
                }
            }
        }

        private List<Long> answer(Pin pin, String sql) {
            List<Long> answer = new ArrayList<>();
            for (Batch batch :
                    store.query(pin, sql, QueryLimits.DEFAULT, new Cancellation()).batches()) {
                addIds(batch, answer);
            }
            return answer;
        }

        void close() {
            if (pinned != null) {
                pinned.snapshot().close();
            }
            store.close();
            circuit.close();
        }
    }

    private static List<Long> scanned(TableSnapshot table) {
        List<Long> scanned = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : table.scan(0)) {
            for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                addIds(chunk, scanned);
            }
        }
        return scanned;
    }

    private static void addIds(Batch batch, List<Long> ids) {
        for (int row = 0; row < batch.size(); row++) {
            ids.add((Long) batch.row(row).getFirst());
        }
    }

    /** The files as they are, but for DuckDB's temporary ones. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** A snapshot as queries read it. */
    private record Pin(CircuitSnapshot snapshot) implements PinnedTables {
        @Override
        public long tick() {
            return snapshot.tick();
        }

        @Override
        public long nowMicros() {
            return 0;
        }

        @Override
        public Set<String> names() {
            return snapshot.tables();
        }

        @Override
        public TableSnapshot table(String name) {
            return snapshot.table(name);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    @Test
    void whatWasAcknowledgedIsThereOnceAfterAnyCrash() throws IOException {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(seed);
            for (int step = 0; step < STEPS; step++) {
                run.step();
                if (step % 3 == 0) {
                    run.check("seed " + seed + ", step " + step);
                }
            }
            run.crash();
            run.check("seed " + seed + ", at the end");
            run.close();
        }
    }
}
