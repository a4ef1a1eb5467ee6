package dev.tidemill.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupRowsTest {
    private static final Schema SCHEMA =
            Schema.of(Field.of("text", Type.TEXT), Field.of("number", Type.BIGINT));

    @Test
    void countsRowsOfEachGroupUpAndDown() {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        GroupRows groups =
                new GroupRows(space.region("node", 0), 0, List.of(Type.TEXT, Type.BIGINT), 12);
        Random random = new Random(8);
        RandomRows source = new RandomRows(random, 40);
        Map<List<Object>, Long> model = new HashMap<>();
        for (int tick = 0; tick < 60; tick++) {
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                rows.add(source.row(SCHEMA));
            }
            Batch batch = source.batch(SCHEMA, rows);
            long change = tick % 3 == 2 ? -1 : 1;
            long[] hashes = RowHash.hash(batch, 0, 1);
            int[] all = IntStream.range(0, 100).toArray();
            long[] found = new long[100];
            for (int i = 0; i < 100; i++) {
                groups.findOrInsert(batch.columns(), hashes, new int[] {all[i]}, 1, found);
                long row = found[0];
                int at = groups.stateAt(row);
                long count = Page.getLong(groups.page(row), at) + change;
                Page.putLong(groups.writable(row), at, count);
                if (count == 0) {
                    groups.delete(row, hashes[i]);
                }
                model.merge(batch.row(i), change, (a, b) -> a + b == 0 ? null : (Long) (a + b));
            }
            assertEquals(model.size(), groups.count());
        }
        List<List<Object>> keys = new ArrayList<>(model.keySet());
        Batch probe = source.batch(SCHEMA, keys);
        long[] hashes = RowHash.hash(probe, 0, 1);
        long[] rows = new long[keys.size()];
        for (int i = 0; i < keys.size(); i++) {
            rows[i] = groups.find(probe.columns(), i, hashes[i]);
            assertEquals(
                    model.get(keys.get(i)),
                    Page.getLong(groups.page(rows[i]), groups.stateAt(rows[i])));
        }
        Column text = groups.readKey(0, rows, rows.length);
        Column number = groups.readKey(1, rows, rows.length);
        for (int i = 0; i < rows.length; i++) {
            assertEquals(keys.get(i).get(0), text.value(i));
            assertEquals(keys.get(i).get(1), number.value(i));
        }
    }
}
