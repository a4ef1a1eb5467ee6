package dev.tidemill.engine.state;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A keyed log against a list of all rows. */
class KeyedLogTest {
    private static final int WIDTH = RandomRows.EVERY_TYPE.size();

    /** Every type, then a number that identifies the row, a band and a time. */
    private static final Schema SCHEMA =
            RandomRows.EVERY_TYPE.concat(
                    Schema.of(
                            Field.of("identity", Type.INTEGER),
                            Field.of("band", Type.BIGINT),
                            Field.of("time", Type.TIMESTAMP)));

    private static final int IDENTITY = WIDTH;
    private static final int BAND = WIDTH + 1;
    private static final int TIME = WIDTH + 2;

    private final StateSpace space = new StateSpace(PageAllocator.unbounded());

    /** A row as it was given, with the hash of its key. */
    private record Row(long key, List<@Nullable Object> values) {
        int identity() {
            return (Integer) value(IDENTITY);
        }

        long band() {
            return (Long) value(BAND);
        }

        long time() {
            return (Long) value(TIME);
        }

        private Object value(int column) {
            return requireNonNull(values.get(column));
        }
    }

    private KeyedLog log(KeyedLog.Layout layout) {
        Region[] regions = new Region[StateSpace.PARTITIONS];
        Arrays.setAll(regions, p -> space.region("log", p));
        return new KeyedLog(layout, regions[0], KeyedLog.INDEX_SEGMENTS, regions, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsTheRowsOfAKeyThatAListHas(long seed) {
        Random random = new Random(seed);
        int[] key = random.ints(0, WIDTH).distinct().limit(random.nextInt(4)).toArray();
        int band = random.nextBoolean() ? BAND : -1;
        int time = random.nextInt(3) > 0 ? TIME : -1;
        KeyedLog.Layout layout = new KeyedLog.Layout(SCHEMA, key, band, time);
        KeyedLog log = log(layout);
        RandomRows source = new RandomRows(random, random.nextBoolean() ? 5 : 300);
        List<Row> model = new ArrayList<>();
        long bound = Long.MIN_VALUE;
        for (int step = 0; step < 30; step++) {
            Batch batch = batch(source, random, step, model.size());
            add(log, key, batch, model);
            if (time >= 0 && random.nextInt(3) == 0) {
                bound = Math.max(bound, 1000L * step - random.nextInt(8000));
                log.collect(bound);
            }
            if (random.nextInt(8) == 0) {
                log = log(layout);
            }
            check(log, key, band, model, time < 0 ? Long.MIN_VALUE : bound, random);
        }
        if (time < 0) {
            KeyedLog kept = log;
            assertEquals(model.size(), kept.size());
            assertThrows(IllegalStateException.class, () -> kept.collect(0));
        }
    }

    private static Batch batch(RandomRows source, Random random, int step, int from) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int count = random.nextInt(random.nextBoolean() ? 10 : 900);
        for (int i = 0; i < count; i++) {
            List<@Nullable Object> row = source.row(RandomRows.EVERY_TYPE);
            boolean far = random.nextInt(10) == 0;
            long at = 1000L * step + random.nextInt(far ? 20_000 : 1500);
            row.add(from + i);
            row.add(at);
            row.add(at - random.nextInt(3));
            rows.add(row);
        }
        return source.batch(SCHEMA, rows);
    }

    private static void add(KeyedLog log, int[] key, Batch batch, List<Row> model) {
        Column[] keys = columns(batch, key);
        long[] hashes = RowHash.hash(keys, batch.size());
        PartitionedRows parts = PartitionedRows.of(hashes, batch.size());
        long appended = log.append(batch, PartitionRunner.IN_TURN);
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            int[] rows = parts.rows(p);
            Map<Long, Integer> numbers = new HashMap<>();
            int[] groups = new int[rows.length];
            int[] firsts = new int[rows.length];
            for (int k = 0; k < rows.length; k++) {
                Integer known = numbers.get(hashes[rows[k]]);
                if (known == null) {
                    known = numbers.size();
                    firsts[known] = rows[k];
                    numbers.put(hashes[rows[k]], known);
                }
                groups[k] = known;
            }
            firsts = Arrays.copyOf(firsts, numbers.size());
            long[] newest = log.newest(p, keys, hashes, firsts);
            log.add(p, appended, batch, hashes, rows, groups, firsts, newest);
        }
        for (int i = 0; i < batch.size(); i++) {
            model.add(new Row(hashes[i], batch.row(i)));
        }
    }

    private static Column[] columns(Batch batch, int[] fields) {
        return Arrays.stream(fields).mapToObj(batch::column).toArray(Column[]::new);
    }

    private void check(
            KeyedLog log, int[] key, int band, List<Row> model, long bound, Random random) {
        if (model.isEmpty()) {
            return;
        }
        for (int i = 0; i < 10; i++) {
            Row asked = model.get(random.nextInt(model.size()));
            Batch batch = new RandomRows(random, 1).batch(SCHEMA, List.of(asked.values()));
            long[] newest =
                    log.newest(
                            StateSpace.partition(asked.key()),
                            columns(batch, key),
                            new long[] {asked.key()},
                            new int[] {0});
            long from = band < 0 ? Long.MIN_VALUE : asked.band() - random.nextInt(3000);
            long to = band < 0 ? Long.MAX_VALUE : from + random.nextInt(9000);
            List<Long> names = new ArrayList<>();
            for (long name : newest) {
                walk(log, name, band >= 0, from, to, names);
            }
            compare(log, names, asked.key(), from, to, model, bound);
        }
    }

    private static void walk(
            KeyedLog log, long newest, boolean banded, long from, long to, List<Long> names) {
        long name = newest;
        while (name != KeyedLog.NONE) {
            name = banded ? log.within(name, from, to) : name;
            if (name != KeyedLog.NONE) {
                names.add(name);
                name = log.previous(name);
            }
        }
    }

    /** All that must be there is, and nothing that was never given or is out of the range. */
    private static void compare(
            KeyedLog log,
            List<Long> names,
            long key,
            long from,
            long to,
            List<Row> model,
            long bound) {
        long[] rows = names.stream().mapToLong(Long::longValue).toArray();
        Column[] columns = new Column[SCHEMA.size()];
        Arrays.setAll(columns, field -> log.read(field, rows, 0, rows.length));
        Batch found = new Batch(SCHEMA, columns, rows.length, null);
        Set<Integer> identities = new HashSet<>();
        for (int i = 0; i < rows.length; i++) {
            List<@Nullable Object> values = found.row(i);
            int identity = (Integer) requireNonNull(values.get(IDENTITY));
            assertTrue(identities.add(identity), "twice");
            Row given = model.get(identity);
            assertEquals(given.values(), values);
            assertEquals(key, given.key());
            assertTrue(given.band() >= from && given.band() <= to, "out of the range");
        }
        for (Row row : model) {
            if (row.key() == key && row.band() >= from && row.band() <= to && row.time() >= bound) {
                assertTrue(identities.contains(row.identity()), "missing");
            }
        }
    }

    @Test
    void holdsAboutTwiceWhatTheBoundLeaves() {
        KeyedLog log = log(new KeyedLog.Layout(SCHEMA, new int[] {0}, -1, TIME));
        RandomRows source = new RandomRows(new Random(1), 50);
        List<Row> model = new ArrayList<>();
        long most = 0;
        long bytes = 0;
        for (int step = 0; step < 200; step++) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                List<@Nullable Object> row = source.row(RandomRows.EVERY_TYPE);
                row.add(model.size() + i);
                row.add(0L);
                row.add(1000L * step);
                rows.add(row);
            }
            add(log, new int[] {0}, source.batch(SCHEMA, rows), model);
            log.collect(1000L * (step - 10));
            most = Math.max(most, log.size());
            bytes = step < 50 ? Math.max(bytes, space.bytes()) : bytes;
            assertTrue(step < 50 || space.bytes() <= bytes * 1.2, "memory grows");
        }
        long rows = most;
        assertTrue(rows <= 100 * 24, () -> rows + " rows");
    }

    @Test
    void passesOverWhatIsOutOfTheRange() {
        KeyedLog log = log(new KeyedLog.Layout(SCHEMA, new int[0], BAND, -1));
        RandomRows source = new RandomRows(new Random(1), 50);
        List<Row> model = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
            add(log, new int[0], batch(source, new Random(step), step, model.size()), model);
        }
        long newest =
                log.newest(
                                StateSpace.partition(model.getFirst().key()),
                                new Column[0],
                                new long[] {model.getFirst().key()},
                                new int[] {0})[0];
        assertEquals(KeyedLog.NONE, log.within(newest, -10, -1));
        assertEquals(KeyedLog.NONE, log.within(newest, 1_000_000, 2_000_000));
    }
}
