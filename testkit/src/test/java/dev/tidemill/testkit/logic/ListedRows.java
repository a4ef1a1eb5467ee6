package dev.tidemill.testkit.logic;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows in a list, to be read once as a table. */
record ListedRows(Schema schema, List<List<@Nullable Object>> listed) implements TableSnapshot {
    @Override
    public List<Integer> key() {
        return List.of();
    }

    @Override
    public long rows() {
        return listed.size();
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        throw new UnsupportedOperationException("no key");
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        BatchBuilder builder = new BatchBuilder(schema, listed.size());
        listed.forEach(row -> builder.addRow(1, row));
        Iterator<Batch> all = List.of(builder.build().select(columns)).iterator();
        return List.of(() -> all.hasNext() ? all.next() : null);
    }
}
