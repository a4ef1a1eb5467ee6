package dev.tidemill.engine.state;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppendColumnsTest {
    private final StateSpace space = new StateSpace(PageAllocator.unbounded());
    private final Region region = space.region("events", 0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsBackWhatWasAppended(long seed) {
        Random random = new Random(seed);
        Schema schema = RandomRows.EVERY_TYPE;
        RandomRows source = new RandomRows(random, 5000);
        AppendColumns table = new AppendColumns(region, 0, schema);
        List<List<Object>> model = new ArrayList<>();
        List<Snapshot> pins = new ArrayList<>();
        for (int step = 0; step < 40; step++) {
            List<List<Object>> rows = new ArrayList<>();
            int count = random.nextInt(random.nextBoolean() ? 10 : 1500);
            for (int i = 0; i < count; i++) {
                rows.add(source.row(schema));
            }
            Batch batch = source.batch(schema, rows);
            if (count > 10 && random.nextBoolean()) {
                int[] middle = new int[count - 2];
                for (int i = 0; i < middle.length; i++) {
                    middle[i] = i + 1;
                }
                batch = batch.gather(middle, middle.length);
                rows = rows.subList(1, count - 1);
            }
            table.append(batch);
            model.addAll(rows);
            pins.add(space.pin());
        }
        for (Snapshot pin : pins) {
            AppendColumnsView view = AppendColumns.at(pin, region, 0, schema);
            for (int i = 0; i < 5; i++) {
                int from = random.nextInt((int) view.rows() + 1);
                int count = Math.min((int) view.rows() - from, random.nextInt(3000));
                Batch read = view.read(from, count, 13, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
                for (int row = 0; row < count; row++) {
                    List<Object> expected = new ArrayList<>(model.get(from + row));
                    expected.addFirst(expected.removeLast());
                    assertEquals(expected, read.row(row));
                }
            }
            pin.close();
        }
        assertEquals(model.size(), table.rows());
        assertEquals(region.bytes(), space.allocator().bytes(), "appending retains no copies");
        space.drop(region);
        assertEquals(0, space.allocator().bytes());
    }

    @Test
    void readersSeeOnlyTheirRowsWhileTheWriterGoesOn() throws InterruptedException {
        Schema schema = Schema.of(Field.of("number", Type.BIGINT), Field.of("text", Type.TEXT));
        RandomRows source = new RandomRows(new Random(9), 10);
        AppendColumns table = new AppendColumns(region, 0, schema);
        AtomicReference<Snapshot> published = new AtomicReference<>(space.pin());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        readUntil(published, schema, 60_000);
                                    } catch (Throwable e) {
                                        failure.set(e);
                                    }
                                });
        long next = 0;
        while (next < 60_000) {
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++, next++) {
                rows.add(Arrays.asList(next % 7 == 0 ? null : (Object) next, Long.toString(next)));
            }
            table.append(source.batch(schema, rows));
            requireNonNull(published.getAndSet(space.pin())).close();
        }
        reader.join();
        assertEquals(null, failure.get());
    }

    private void readUntil(AtomicReference<Snapshot> published, Schema schema, long end) {
        long rows = 0;
        while (rows < end) {
            Snapshot snapshot = requireNonNull(published.get());
            if (!snapshot.tryRetain()) {
                continue;
            }
            try (snapshot) {
                AppendColumnsView view = AppendColumns.at(snapshot, region, 0, schema);
                rows = view.rows();
                long from = Math.max(0, rows - 2000);
                Batch batch = view.read(from, (int) (rows - from), 0, 1);
                for (int i = 0; i < batch.size(); i++) {
                    long row = from + i;
                    assertEquals(row % 7 == 0 ? null : (Object) row, batch.column(0).value(i));
                    assertEquals(Long.toString(row), batch.column(1).value(i));
                }
            }
        }
    }
}
