package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.IndexSnapshot;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.history.HistoryMark;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An event table with the rows that a transaction has appended. */
final class AppendedTable implements TableSnapshot {
    private final TableSnapshot base;
    private final List<Batch> batches;

    AppendedTable(TableSnapshot base, List<Batch> batches) {
        this.base = requireNonNull(base, "base");
        this.batches = List.copyOf(batches);
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
        return base.rows() + batches.stream().mapToLong(Batch::size).sum();
    }

    @Override
    public long bytes() {
        return base.bytes() + batches.stream().mapToLong(Batch::bytes).sum();
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        return base.lookup(key);
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        return with(base.scan(columns), columns);
    }

    @Override
    public List<Supplier<@Nullable Batch>> scanMemory(int... columns) {
        return with(base.scanMemory(columns), columns);
    }

    private List<Supplier<@Nullable Batch>> with(
            List<Supplier<@Nullable Batch>> parts, int... columns) {
        List<Supplier<@Nullable Batch>> all = new ArrayList<>(parts);
        int[] next = new int[1];
        all.add(() -> next[0] < batches.size() ? batches.get(next[0]++).select(columns) : null);
        return all;
    }

    @Override
    public List<IndexSnapshot> indexes() {
        return base.indexes();
    }

    @Override
    public @Nullable HistoryMark history() {
        return base.history();
    }

    @Override
    public @Nullable Long completeFrom() {
        return base.completeFrom();
    }

    @Override
    public TableSnapshot sealed() {
        return base.sealed();
    }
}
