package dev.tidemill.store;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.history.HistoryMark;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.jspecify.annotations.Nullable;

/**
 * The table function {@code tidemill_scan(pin, table)}: gives DuckDB the rows of a pinned table
 * that are in memory, only the columns that the query needs, from several threads.
 */
final class ScanFunction
        implements DuckDBTableFunction<
                ScanFunction.Bound, ScanFunction.Progress, ScanFunction.Cursor> {
    static final String NAME = "tidemill_scan";

    private final LongFunction<PinnedTables> pins;

    /**
     * @param pins finds a pin by its number; throws when it is not there
     */
    ScanFunction(LongFunction<PinnedTables> pins) {
        this.pins = pins;
    }

    void register(DuckDBConnection connection) throws SQLException {
        try (var builder = DuckDBFunctions.tableFunction()) {
            builder.withName(NAME)
                    .withParameter(DuckDBColumnType.BIGINT)
                    .withParameter(DuckDBColumnType.VARCHAR)
                    .withProjectionPushdown()
                    .withFunction(this)
                    .register(connection);
        }
    }

    /** The table that a query scans. */
    record Bound(TableSnapshot table, List<ScanOutput> outputs) {}

    /** One scan: the parts that no thread has taken yet. */
    record Progress(Queue<Supplier<@Nullable Batch>> parts, ScanOutput[] outputs, int[] slots) {}

    /** One thread's place in the scan. */
    static final class Cursor {
        private @Nullable Supplier<@Nullable Batch> part;
        private @Nullable Batch batch;
        private int row;

        /** The batch with rows still to give, or null when the scan is over. */
        private @Nullable Batch current(Progress progress) {
            while (batch == null || row == batch.size()) {
                if (part == null) {
                    part = progress.parts().poll();
                    if (part == null) {
                        return null;
                    }
                }
                batch = part.get();
                row = 0;
                if (batch == null) {
                    part = null;
                }
            }
            return batch;
        }
    }

    @Override
    public Bound bind(DuckDBTableFunctionBindInfo info) throws SQLException {
        PinnedTables pin = pins.apply(info.getParameter(0).getLong());
        TableSnapshot table = pin.table(info.getParameter(1).getString());
        List<ScanOutput> outputs = ScanOutput.of(table.schema());
        for (ScanOutput output : outputs) {
            output.declare(info);
        }
        HistoryMark history = table.history();
        info.setCardinality(table.rows() - (history == null ? 0 : history.kept()), true);
        return new Bound(table, outputs);
    }

    @Override
    public Progress init(DuckDBTableFunctionInitInfo info) {
        Bound bound = info.getBindData();
        int count = Math.toIntExact(info.getColumnCount());
        ScanOutput[] outputs = new ScanOutput[count];
        int[] wanted = new int[count];
        int distinct = 0;
        int[] slots = new int[count];
        for (int i = 0; i < count; i++) {
            long index = info.getColumnIndex(i);
            outputs[i] = bound.outputs().get(index < bound.outputs().size() ? (int) index : 0);
            int slot = 0;
            while (slot < distinct && wanted[slot] != outputs[i].column()) {
                slot++;
            }
            if (slot == distinct) {
                wanted[distinct++] = outputs[i].column();
            }
            slots[i] = slot;
        }
        List<Supplier<@Nullable Batch>> parts =
                bound.table().scanMemory(Arrays.copyOf(wanted, distinct));
        info.setMaxThreads(Math.max(1, parts.size()));
        return new Progress(new ConcurrentLinkedQueue<>(parts), outputs, slots);
    }

    @Override
    public Cursor localInit(DuckDBTableFunctionInitInfo info) {
        return new Cursor();
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) {
        Progress progress = info.getInitData();
        Cursor cursor = info.getLocalInitData();
        Batch batch = cursor.current(progress);
        if (batch == null) {
            return 0;
        }
        int count = (int) Math.min(chunk.capacity(), batch.size() - cursor.row);
        ScanOutput[] outputs = progress.outputs();
        for (int i = 0; i < outputs.length; i++) {
            VectorWriter.write(
                    batch.column(progress.slots()[i]),
                    outputs[i].part(),
                    cursor.row,
                    count,
                    chunk.vector(i));
        }
        cursor.row += count;
        return count;
    }
}
