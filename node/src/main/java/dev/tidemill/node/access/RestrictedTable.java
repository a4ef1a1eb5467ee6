package dev.tidemill.node.access;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table as somebody may see it. Whoever reads it, the query engine too, gets what the view lets
 * through and has no way to the rest: its rows in the history are read here, its indexes and its
 * copies are not offered, and it counts the rows that are seen.
 */
final class RestrictedTable implements TableSnapshot {
    private final String name;
    private final TableSnapshot table;
    private final TableView view;
    private final Schema schema;
    private long rows = -1;

    RestrictedTable(String name, TableSnapshot table, TableView view) {
        this.name = name;
        this.table = table;
        this.view = view;
        this.schema = view.schema();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    /** Empty when a column of it is masked: a lookup would tell which values there are. */
    @Override
    public List<Integer> key() {
        return view.bare(table.key());
    }

    /** Counted at the first call, which reads the table when rows are kept back. */
    @Override
    public synchronized long rows() {
        if (rows < 0) {
            rows = view.filter() == null ? table.rows() : count();
        }
        return rows;
    }

    private long count() {
        long count = 0;
        for (Supplier<@Nullable Batch> part : scan()) {
            Batch chunk;
            while ((chunk = part.get()) != null) {
                count += chunk.size();
            }
        }
        return count;
    }

    @Override
    public long bytes() {
        return table.bytes();
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        requireKey();
        RowView seen = view.rows();
        return seen.of(table.lookup(key).select(seen.needed()));
    }

    private void requireKey() {
        if (!table.key().isEmpty() && key().isEmpty()) {
            throw masked(name, "the key");
        }
    }

    /** What is told of a lookup by values that are not to be found out. */
    static TidemillException masked(String table, String what) {
        return new TidemillException(
                        ErrorCode.FORBIDDEN, "%s of %s is masked".formatted(what, table))
                .withHint("a lookup would tell which values there are");
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        RowView seen = view.rows(columns);
        List<Supplier<@Nullable Batch>> parts = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : table.scan(seen.needed())) {
            parts.add(() -> next(part, seen));
        }
        return parts;
    }

    private static @Nullable Batch next(Supplier<@Nullable Batch> part, RowView seen) {
        Batch chunk = part.get();
        while (chunk != null) {
            Batch visible = seen.of(chunk);
            if (!visible.isEmpty()) {
                return visible;
            }
            chunk = part.get();
        }
        return null;
    }

    @Override
    public @Nullable Long completeFrom() {
        return table.completeFrom();
    }
}
