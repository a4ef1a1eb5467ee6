package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.AppendColumnsView;
import dev.tidemill.engine.state.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An event table as of a tick. */
final class EventTableSnapshot implements TableSnapshot {
    private static final int CHUNK_ROWS = 8_192;
    private static final int PARTS_MAX = 16;
    private static final long PART_ROWS_MIN = 65_536;

    private final AppendColumnsView columns;
    private final Region region;

    EventTableSnapshot(AppendColumnsView columns, Region region) {
        this.columns = columns;
        this.region = region;
    }

    @Override
    public Schema schema() {
        return columns.schema();
    }

    @Override
    public List<Integer> key() {
        return List.of();
    }

    @Override
    public long rows() {
        return columns.rows();
    }

    @Override
    public long bytes() {
        return region.bytes();
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        throw new TidemillException(ErrorCode.INVALID_REQUEST, "an event table has no key");
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... wanted) {
        long rows = columns.rows();
        int parts = Math.clamp(rows / PART_ROWS_MIN, 1, PARTS_MAX);
        List<Supplier<@Nullable Batch>> suppliers = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            suppliers.add(
                    new Part(columns, wanted, rows * part / parts, rows * (part + 1) / parts));
        }
        return suppliers;
    }

    /** A range of rows, read chunk by chunk. */
    private static final class Part implements Supplier<@Nullable Batch> {
        private final AppendColumnsView columns;
        private final int[] wanted;
        private final long end;
        private long at;

        Part(AppendColumnsView columns, int[] wanted, long start, long end) {
            this.columns = columns;
            this.wanted = wanted;
            this.at = start;
            this.end = end;
        }

        @Override
        public @Nullable Batch get() {
            if (at >= end) {
                return null;
            }
            int count = (int) Math.min(CHUNK_ROWS, end - at);
            Batch chunk = columns.read(at, count, wanted);
            at += count;
            return chunk;
        }
    }
}
