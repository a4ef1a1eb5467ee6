package dev.tidemill.bench;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.testkit.fixture.SqlTables;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A keyed table with a group for every ten rows, and its join with a table of the groups' owners,
 * in a circuit alone. A tick changes rows anywhere in it, so the rows, groups and matches that it
 * touches are spread over all of the state. One thread.
 */
final class KeyedGrowth implements GrowthBench.Subject {
    private static final int LOAD_ROWS = 50_000;
    private static final int ITEMS_PER_OWNER = 10;

    private static final InputTable ITEMS =
            new InputTable(
                    "items",
                    Schema.of(number("item"), number("owner"), number("amount")),
                    List.of(0),
                    -1);

    private static final InputTable OWNERS =
            new InputTable("owners", Schema.of(number("owner"), number("region")), List.of(0), -1);

    private static final Map<String, String> TABLES =
            Map.of(
                    "sums",
                    "SELECT owner, count(*) AS n, sum(amount) AS amount FROM items GROUP BY owner",
                    "placed",
                    "SELECT i.item, i.amount, o.region FROM items i"
                            + " JOIN owners o ON o.owner = i.owner");

    private final StateSpace space = new StateSpace(PageAllocator.unbounded());
    private final Circuit circuit;
    private final SplittableRandom random = new SplittableRandom(7);
    private long rows;
    private long tick;

    KeyedGrowth() {
        List<InputTable> inputs = List.of(ITEMS, OWNERS);
        circuit =
                Circuit.create(
                        space,
                        inputs,
                        SqlTables.plan(inputs, TABLES),
                        Runtime.getRuntime().availableProcessors());
    }

    private static Field number(String name) {
        return new Field(name, Type.BIGINT, false);
    }

    @Override
    public void grow(long until) {
        while (rows < until) {
            int count = (int) Math.min(LOAD_ROWS, until - rows);
            long[] items = new long[count];
            for (int i = 0; i < count; i++) {
                items[i] = rows + i;
            }
            long owners = (rows + count + ITEMS_PER_OWNER - 1) / ITEMS_PER_OWNER;
            long known = (rows + ITEMS_PER_OWNER - 1) / ITEMS_PER_OWNER;
            rows += count;
            step(upsert(ITEMS, items(items)), upsert(OWNERS, owners(known, owners)));
        }
    }

    private Batch items(long[] items) {
        long[] owners = new long[items.length];
        long[] amounts = new long[items.length];
        for (int i = 0; i < items.length; i++) {
            owners[i] = items[i] / ITEMS_PER_OWNER;
            amounts[i] = random.nextLong(1_000_000);
        }
        return Batch.insertions(ITEMS.schema(), column(items), column(owners), column(amounts));
    }

    private Batch owners(long from, long until) {
        long[] owners = new long[(int) (until - from)];
        long[] regions = new long[owners.length];
        for (int i = 0; i < owners.length; i++) {
            owners[i] = from + i;
            regions[i] = random.nextLong(100);
        }
        return Batch.insertions(OWNERS.schema(), column(owners), column(regions));
    }

    private static LongColumn column(long[] values) {
        return new LongColumn(Type.BIGINT, values.length, values, null);
    }

    private static InputChange upsert(InputTable table, Batch rows) {
        return new InputChange(table.name(), InputChange.Op.UPSERT, rows);
    }

    private void step(InputChange... changes) {
        tick++;
        circuit.step(new TickInput(tick, tick, List.of(changes)));
        circuit.snapshot().close();
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long tickNanos(int tickRows) {
        long[] items = new long[tickRows];
        for (int i = 0; i < tickRows; i++) {
            items[i] = random.nextLong(rows);
        }
        InputChange change = upsert(ITEMS, items(items));
        long started = System.nanoTime();
        step(change);
        return System.nanoTime() - started;
    }

    @Override
    public long stateBytes() {
        return space.allocator().bytes();
    }

    @Override
    public void close() {
        circuit.close();
    }
}
