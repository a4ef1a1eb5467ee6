package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.transaction.KeyedWrites.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A keyed table with what a transaction has written over it, as of when this was made. It offers no
 * indexes, which know nothing of the writes, and no name for its contents, which nobody else has.
 */
final class OverlaidTable implements TableSnapshot {
    private final TableSnapshot base;
    private final Map<TableKey, Write> writes;
    private final Batch written;
    private final long rows;

    OverlaidTable(TableSnapshot base, KeyedWrites writes) {
        this.base = requireNonNull(base, "base");
        this.writes = new HashMap<>(writes.all());
        BatchBuilder builder = new BatchBuilder(base.schema(), writes.size());
        long more = 0;
        for (Write write : this.writes.values()) {
            if (write.row() != null) {
                builder.addRow(1, write.row());
                more++;
            }
            more -= write.former() == null ? 0 : 1;
        }
        this.written = builder.build();
        this.rows = base.rows() + more;
    }

    @Override
    public Schema schema() {
        return base.schema();
    }

    @Override
    public List<Integer> key() {
        return base.key();
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long bytes() {
        return base.bytes() + written.bytes();
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        Write write = writes.get(TableKey.of(key));
        if (write == null) {
            return base.lookup(key);
        }
        BatchBuilder builder = new BatchBuilder(base.schema(), 1);
        if (write.row() != null) {
            builder.addRow(1, write.row());
        }
        return builder.build();
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        List<Integer> key = base.key();
        int[] wider = new int[columns.length + key.size()];
        System.arraycopy(columns, 0, wider, 0, columns.length);
        List<Integer> keyPlaces = new ArrayList<>();
        int[] asked = new int[columns.length];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = i;
        }
        for (int i = 0; i < key.size(); i++) {
            wider[columns.length + i] = key.get(i);
            keyPlaces.add(columns.length + i);
        }
        List<Supplier<@Nullable Batch>> parts = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : base.scan(wider)) {
            parts.add(() -> next(part, keyPlaces, asked));
        }
        boolean[] given = new boolean[1];
        parts.add(
                () -> {
                    if (given[0] || written.isEmpty()) {
                        return null;
                    }
                    given[0] = true;
                    return written.select(columns);
                });
        return parts;
    }

    /** The next rows that are not written over. */
    private @Nullable Batch next(
            Supplier<@Nullable Batch> part, List<Integer> keyPlaces, int[] asked) {
        for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
            int[] kept = new int[chunk.size()];
            int count = 0;
            for (int row = 0; row < kept.length; row++) {
                if (!writes.containsKey(TableKey.of(chunk, row, keyPlaces))) {
                    kept[count++] = row;
                }
            }
            if (count > 0) {
                Batch own = count == chunk.size() ? chunk : chunk.gather(kept, count);
                return own.select(asked);
            }
        }
        return null;
    }

    @Override
    public @Nullable Long completeFrom() {
        return base.completeFrom();
    }
}
