package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Those rows of a table, as of a tick, that an index found. Usable as long as the table. */
public final class IndexedRows implements TableSnapshot {
    /** Rows that a chunk has at most. */
    private static final int CHUNK_ROWS = 2048;

    private final ZSetSnapshot table;
    private final TableIndex index;
    private final int[][] rows;

    /**
     * @param rows the rows' numbers in each partition
     */
    IndexedRows(ZSetSnapshot table, TableIndex index, int[][] rows) {
        this.table = table;
        this.index = index;
        this.rows = rows;
    }

    /** The index that found them. */
    public TableIndex index() {
        return index;
    }

    @Override
    public Schema schema() {
        return table.schema();
    }

    @Override
    public List<Integer> key() {
        return table.key();
    }

    @Override
    public long rows() {
        long count = 0;
        for (int part = 0; part < rows.length; part++) {
            for (int row : rows[part]) {
                count += Math.max(0, table.part(part).weight(Integer.toUnsignedLong(row)));
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
        return table.lookup(key);
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        List<Supplier<@Nullable Batch>> suppliers = new ArrayList<>();
        for (int part = 0; part < rows.length; part++) {
            if (rows[part].length > 0) {
                suppliers.add(new Part(part, columns));
            }
        }
        return suppliers;
    }

    /** The rows of one partition, a chunk at a time. One thread. */
    private final class Part implements Supplier<@Nullable Batch> {
        private final int part;
        private final int[] columns;
        private int next;

        Part(int part, int[] columns) {
            this.part = part;
            this.columns = columns;
        }

        @Override
        public @Nullable Batch get() {
            int count = Math.min(CHUNK_ROWS, rows[part].length - next);
            if (count == 0) {
                return null;
            }
            long[] numbers = new long[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = Integer.toUnsignedLong(rows[part][next + i]);
            }
            next += count;
            return ZSetSnapshot.unweighted(table.part(part).read(numbers, count, columns));
        }
    }
}
