package dev.tidemill.bench.kernel;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * One live table over an event table {@code events (id, number)} and a keyed table {@code items
 * (id, number)}, on one thread. Closed by the benchmark that made it.
 */
final class KernelCircuit implements AutoCloseable {
    private static final Schema SCHEMA =
            Schema.of(
                    new Field("id", Type.BIGINT, false), new Field("number", Type.INTEGER, false));
    private static final InputTable EVENTS = new InputTable("events", SCHEMA, List.of(), -1);
    private static final InputTable ITEMS = new InputTable("items", SCHEMA, List.of(0), -1);
    private static final Map<String, CatalogTable> CATALOG =
            Map.of(
                    "events", CatalogTable.event("events", SCHEMA, -1),
                    "items", CatalogTable.keyed("items", SCHEMA, List.of(0)));

    private final Circuit circuit;
    private long tick;

    KernelCircuit(String sql) {
        this(sql, Map.of());
    }

    /**
     * @param functions of a project, by name
     */
    KernelCircuit(String sql, Map<String, ProjectFunction> functions) {
        Planner planner = new Planner(catalog(functions));
        circuit =
                Circuit.create(
                        new StateSpace(PageAllocator.unbounded()),
                        List.of(EVENTS, ITEMS),
                        List.of(new LiveTable("result", planner.plan(sql).plan())),
                        1);
    }

    private static Catalog catalog(Map<String, ProjectFunction> functions) {
        return new Catalog() {
            @Override
            public Optional<CatalogTable> table(String name) {
                return Optional.ofNullable(CATALOG.get(name));
            }

            @Override
            public Optional<ProjectFunction> function(String name) {
                return Optional.ofNullable(functions.get(name));
            }
        };
    }

    /** Ids below a number, evenly drawn, each with a number. */
    static Batch drawn(Random random, int rows, int ids) {
        long[] id = new long[rows];
        int[] number = new int[rows];
        for (int i = 0; i < rows; i++) {
            id[i] = random.nextInt(ids);
            number[i] = random.nextInt(1_000);
        }
        return batch(id, number);
    }

    /** Every id below a number once. */
    static Batch each(int ids) {
        long[] id = new long[ids];
        for (int i = 0; i < ids; i++) {
            id[i] = i;
        }
        return batch(id, new int[ids]);
    }

    private static Batch batch(long[] id, int[] number) {
        return Batch.insertions(
                SCHEMA,
                new LongColumn(Type.BIGINT, id.length, id, null),
                new IntColumn(Type.INTEGER, number.length, number, null));
    }

    /** One tick of events; the number of rows of the table that it moved. */
    int insert(Batch events) {
        return step(new InputChange("events", InputChange.Op.INSERT, events));
    }

    /** One tick that puts items in the place of those with their ids. */
    int upsert(Batch items) {
        return step(new InputChange("items", InputChange.Op.UPSERT, items));
    }

    private int step(InputChange change) {
        Batch moved =
                circuit.step(new TickInput(++tick, tick, List.of(change))).changes().get("result");
        return moved == null ? 0 : moved.size();
    }

    @Override
    public void close() {
        circuit.close();
    }
}
