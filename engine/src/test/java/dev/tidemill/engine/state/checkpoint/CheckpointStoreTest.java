package dev.tidemill.engine.state.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.AppendColumns;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Page;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.PartitionedTable;
import dev.tidemill.engine.state.RandomRows;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Segment;
import dev.tidemill.engine.state.SegmentView;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetModel;
import dev.tidemill.engine.state.ZSetShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {
    private static final Schema SCHEMA = RandomRows.EVERY_TYPE;

    @TempDir Path directory;

    /** A node's state: a live table, an event table and an ordered index, with plain models. */
    private static final class Mill {
        final StateSpace space;
        final PartitionedTable table;
        final AppendColumns events;
        final OrderedIndex index;
        final Map<List<Object>, Long> model = new HashMap<>();
        final List<List<Object>> seen = new ArrayList<>();
        final List<List<Object>> eventModel = new ArrayList<>();

        Mill(StateSpace space) {
            this.space = space;
            this.table = new PartitionedTable(space, "table", ZSetShape.repeated(SCHEMA, 0));
            this.events = new AppendColumns(space.region("events", 0), 0, SCHEMA);
            this.index = new OrderedIndex(space.region("index", 5), 2);
        }

        Mill restoredTo(StateSpace restored) {
            Mill mill = new Mill(restored);
            mill.model.putAll(model);
            mill.seen.addAll(seen);
            mill.eventModel.addAll(eventModel);
            return mill;
        }

        void tick(Random random, RandomRows rows) {
            BatchBuilder builder = new BatchBuilder(SCHEMA, 100);
            for (int i = random.nextInt(150); i >= 0; i--) {
                if (seen.isEmpty() || random.nextInt(100) < 55) {
                    seen.add(rows.row(SCHEMA));
                    builder.addRow(1, seen.getLast());
                } else {
                    builder.addRow(-1, seen.remove(random.nextInt(seen.size())));
                }
            }
            Batch batch = builder.build();
            table.apply(batch);
            ZSetModel.apply(model, batch);
            events.append(batch);
            KeyEncoder encoder = new KeyEncoder();
            for (int i = 0; i < batch.size(); i++) {
                eventModel.add(batch.row(i));
                encoder.clear().append(batch.column(5), i).append(batch.column(3), i);
                index.add(encoder.bytes(), encoder.length(), batch.weight(i));
            }
        }

        void assertAsModelled() {
            try (Snapshot snapshot = space.pin()) {
                assertEquals(model, ZSetModel.contents(table.at(snapshot)));
            }
            assertEquals(eventModel.size(), events.rows());
            Batch read = events.read(0, eventModel.size());
            for (int i = 0; i < eventModel.size(); i += 17) {
                assertEquals(eventModel.get(i), read.row(i));
            }
            long total = 0;
            OrderedCursor cursor = index.cursor();
            for (boolean on = cursor.first(); on; on = cursor.next()) {
                total += cursor.value();
            }
            assertEquals(model.values().stream().mapToLong(weight -> weight).sum(), total);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void loadsWhatWasWrittenAndGoesOn(long seed) throws IOException {
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(random, 3000);
        CheckpointStore store = CheckpointStore.open(directory);
        Mill mill = new Mill(new StateSpace(PageAllocator.unbounded()));
        for (int tick = 1; tick <= 60; tick++) {
            mill.tick(random, rows);
            if (random.nextInt(5) == 0) {
                byte[] extras = new byte[random.nextInt(100)];
                random.nextBytes(extras);
                try (Snapshot snapshot = mill.space.pin()) {
                    Mill atPin = mill.restoredTo(new StateSpace(PageAllocator.unbounded()));
                    mill.tick(random, rows);
                    store.write(snapshot, tick, extras);
                    if (random.nextInt(3) == 0) {
                        store = CheckpointStore.open(directory);
                        PageAllocator allocator = PageAllocator.unbounded();
                        StateSpace space = new StateSpace(allocator);
                        LoadedCheckpoint loaded = store.load(space).orElseThrow();
                        assertEquals(tick, loaded.tick());
                        assertArrayEquals(extras, loaded.extras());
                        mill = atPin.restoredTo(space);
                        mill.assertAsModelled();
                        assertEquals(
                                space.regions().stream().mapToLong(Region::bytes).sum(),
                                allocator.bytes());
                    }
                }
            }
        }
        mill.assertAsModelled();
        assertTrue(files("manifest-").size() <= 1, "older manifests are removed");
    }

    @Test
    void writesOnlyPagesThatChangedAndRemovesFilesNobodyNeeds() throws IOException {
        CheckpointStore store = CheckpointStore.open(directory);
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Segment segment = space.region("node", 1).segment(0);
        for (int i = 0; i < 100; i++) {
            Page.putInt(segment.writable(segment.allocate()), Page.BYTES - 4, i + 1);
        }
        assertEquals(100, write(store, space).pagesWritten());
        assertEquals(0, write(store, space).pagesWritten());
        assertEquals(1, files("pages-").size());
        Page.putInt(segment.writable(7), 0, -1);
        assertEquals(1, write(store, space).pagesWritten());
        for (int i = 0; i < 60; i++) {
            Page.putInt(segment.writable(i), 0, -2);
        }
        assertEquals(100, write(store, space).pagesWritten(), "a file half garbage is emptied");
        assertEquals(1, files("pages-").size());
        StateSpace loaded = new StateSpace(PageAllocator.unbounded());
        assertTrue(CheckpointStore.open(directory).load(loaded).isPresent());
        SegmentView view = loaded.pin().segment(loaded.region("node", 1), 0);
        for (int i = 0; i < 100; i++) {
            assertEquals(i < 60 ? -2 : 0, Page.getInt(view.page(i), 0));
            assertEquals(i + 1, Page.getInt(view.page(i), Page.BYTES - 4));
        }
    }

    @Test
    void wholeCheckpointLeavesNoFileOfBefore() throws IOException {
        CheckpointStore store = CheckpointStore.open(directory);
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Segment segment = space.region("node", 1).segment(0);
        for (int i = 0; i < 10; i++) {
            Page.putInt(segment.writable(segment.allocate()), 0, i + 1);
        }
        write(store, space);
        Path first = files("pages-").getFirst();
        Page.putInt(segment.writable(7), 0, -1);
        write(store, space);
        assertTrue(Files.exists(first), "most of it is in use");
        try (Snapshot snapshot = space.pin()) {
            WrittenCheckpoint whole = store.writeWhole(snapshot, 3, new byte[0], WritePace.full());
            assertEquals(10, whole.pagesWritten());
        }
        assertFalse(Files.exists(first));
        assertEquals(1, files("pages-").size());
        assertEquals(0, write(store, space).pagesWritten(), "the next one keeps its pages");
        StateSpace loaded = new StateSpace(PageAllocator.unbounded());
        assertTrue(CheckpointStore.open(directory).load(loaded).isPresent());
        SegmentView view = loaded.pin().segment(loaded.region("node", 1), 0);
        for (int i = 0; i < 10; i++) {
            assertEquals(i == 7 ? -1 : i + 1, Page.getInt(view.page(i), 0));
        }
    }

    private static WrittenCheckpoint write(CheckpointStore store, StateSpace space) {
        try (Snapshot snapshot = space.pin()) {
            return store.write(snapshot, 1, new byte[0]);
        }
    }

    @Test
    void findsNoCheckpointInANewDirectory() {
        CheckpointStore store = CheckpointStore.open(directory.resolve("new"));
        assertTrue(store.load(new StateSpace(PageAllocator.unbounded())).isEmpty());
    }

    @Test
    void keepsThePagesOfACheckpointAfterWhichTidyingUpFails() throws IOException {
        Mill mill = new Mill(new StateSpace(PageAllocator.unbounded()));
        Random random = new Random(3);
        RandomRows rows = new RandomRows(random, 40);
        CheckpointStore store = CheckpointStore.open(directory);
        mill.tick(random, rows);
        try (Snapshot snapshot = mill.space.pin()) {
            store.write(snapshot, 1, new byte[0]);
        }
        mill.tick(random, rows);
        Path undeletable =
                Files.createDirectories(directory.resolve("pages-leftover").resolve("x"));
        try (Snapshot snapshot = mill.space.pin()) {
            assertThrows(TidemillException.class, () -> store.write(snapshot, 2, new byte[0]));
        }
        Files.delete(undeletable);
        StateSpace restored = new StateSpace(PageAllocator.unbounded());
        assertEquals(2, CheckpointStore.open(directory).load(restored).orElseThrow().tick());
        mill.restoredTo(restored).assertAsModelled();
    }

    @Test
    void keepsTheCheckpointBeforeAnInterruptedOne() throws IOException {
        Mill mill = millWithCheckpoint();
        Files.write(directory.resolve("pages-0000000002"), new byte[100]);
        Files.write(directory.resolve("manifest-0000000000000002.tmp"), new byte[10]);
        CheckpointStore store = CheckpointStore.open(directory);
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        assertTrue(store.load(space).isPresent());
        mill.restoredTo(space).assertAsModelled();
        assertFalse(Files.exists(directory.resolve("pages-0000000002")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void refusesChangedOrTruncatedFilesWithTheirPlace(long seed) throws IOException {
        millWithCheckpoint();
        Random random = new Random(seed);
        for (String kind : List.of("manifest-", "pages-")) {
            Path file = files(kind).getFirst();
            byte[] good = Files.readAllBytes(file);
            for (int i = 0; i < 30; i++) {
                byte[] bad;
                if (i % 3 == 0) {
                    bad = java.util.Arrays.copyOf(good, random.nextInt(good.length));
                } else {
                    bad = good.clone();
                    int header = kind.equals("pages-") ? PageFileWriter.FILE_HEADER : 0;
                    int at = header + random.nextInt(bad.length - header);
                    bad[at] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(file, bad);
                TidemillException refused =
                        assertThrows(
                                TidemillException.class,
                                () ->
                                        CheckpointStore.open(directory)
                                                .load(new StateSpace(PageAllocator.unbounded())));
                assertEquals(ErrorCode.CHECKPOINT_CORRUPT, refused.errorCode());
                assertTrue(
                        refused.message().contains(file.getFileName() + " at byte "),
                        refused.message());
            }
            Files.write(file, good);
        }
        assertTrue(
                CheckpointStore.open(directory)
                        .load(new StateSpace(PageAllocator.unbounded()))
                        .isPresent());
    }

    private Mill millWithCheckpoint() {
        Mill mill = new Mill(new StateSpace(PageAllocator.unbounded()));
        Random random = new Random(11);
        RandomRows rows = new RandomRows(random, 100);
        mill.tick(random, rows);
        mill.tick(random, rows);
        write(CheckpointStore.open(directory), mill.space);
        return mill;
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
        }
    }
}
