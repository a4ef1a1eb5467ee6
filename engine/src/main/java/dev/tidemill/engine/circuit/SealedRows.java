package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.AppendColumnsView;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows on their way to the history, each with its number as a last column. */
final class SealedRows implements TableSnapshot {
    private static final int CHUNK_ROWS = 8_192;

    private final AppendColumnsView rows;
    private final Schema schema;
    private final long firstNumber;

    SealedRows(AppendColumnsView rows, long firstNumber) {
        this.rows = rows;
        this.firstNumber = firstNumber;
        this.schema = rows.schema().concat(Schema.of(new Field(ROW_NUMBER, Type.BIGINT, false)));
    }

    @Override
    public Schema schema() {
        return schema;
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
        return 0;
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        throw new TidemillException(ErrorCode.INVALID_REQUEST, "sealed rows have no key");
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... wanted) {
        long[] at = new long[1];
        return List.of(
                () -> {
                    int count = (int) Math.min(CHUNK_ROWS, rows.rows() - at[0]);
                    if (count <= 0) {
                        return null;
                    }
                    Column[] columns = new Column[wanted.length];
                    for (int i = 0; i < wanted.length; i++) {
                        columns[i] =
                                wanted[i] == rows.schema().size()
                                        ? numbers(at[0], count)
                                        : rows.readColumn(wanted[i], at[0], count);
                    }
                    at[0] += count;
                    return new Batch(schema.select(wanted), columns, count, null);
                });
    }

    private LongColumn numbers(long from, int count) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = firstNumber + from + i;
        }
        return new LongColumn(Type.BIGINT, count, numbers, null);
    }
}
