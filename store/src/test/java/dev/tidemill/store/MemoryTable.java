package dev.tidemill.store;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A table's contents held in batches, each a part that a thread of its own may read. */
record MemoryTable(Schema schema, List<Batch> parts) implements TableSnapshot {
    MemoryTable {
        parts = List.copyOf(parts);
    }

    static MemoryTable of(Batch rows) {
        return new MemoryTable(rows.schema(), List.of(rows));
    }

    @Override
    public List<Integer> key() {
        return List.of();
    }

    @Override
    public long rows() {
        return parts.stream().mapToLong(Batch::size).sum();
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        List<Supplier<@Nullable Batch>> sources = new ArrayList<>();
        for (Batch part : parts) {
            Iterator<Batch> once = List.of(part.select(columns)).iterator();
            sources.add(() -> once.hasNext() ? once.next() : null);
        }
        return sources;
    }
}
