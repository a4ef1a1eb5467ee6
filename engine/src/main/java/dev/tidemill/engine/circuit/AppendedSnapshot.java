package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.state.Contents;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An append-only table as of a tick. */
final class AppendedSnapshot implements TableSnapshot {
    private final HotRowsView rows;
    private final List<Region> regions;
    private final @Nullable Contents contents;

    /**
     * @param header the region of the rows' header
     */
    AppendedSnapshot(HotRowsView rows, List<Region> regions, Region header, Snapshot pages) {
        this.rows = rows;
        this.regions = List.copyOf(regions);
        List<Region> all = new ArrayList<>(regions);
        all.add(header);
        this.contents = pages.contents(all);
    }

    @Override
    public Schema schema() {
        return rows.active().schema();
    }

    @Override
    public List<Integer> key() {
        return List.of();
    }

    @Override
    public long rows() {
        return rows.rows();
    }

    @Override
    public long bytes() {
        return regions.stream().mapToLong(Region::bytes).sum();
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        throw new TidemillException(ErrorCode.INVALID_REQUEST, "the table has no key");
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... wanted) {
        return rows.scan(wanted);
    }

    @Override
    public @Nullable HistoryMark history() {
        return rows.mark().runs() > 0 ? rows.mark() : null;
    }

    @Override
    public @Nullable Object contents() {
        return contents;
    }

    @Override
    public @Nullable Long completeFrom() {
        return rows.completeFrom();
    }

    @Override
    public List<Supplier<@Nullable Batch>> scanMemory(int... wanted) {
        return rows.scanMemory(wanted);
    }

    @Override
    public TableSnapshot sealed() {
        return new SealedRows(rows.sealed(), rows.mark().rows());
    }
}
