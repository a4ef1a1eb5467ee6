package dev.tidemill.bench.history;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.store.ParquetReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The flights of one month, again and again, each time a month later. */
final class FlightTable {
    private static final Schema SCHEMA =
            Schema.of(
                    new Field("flight_id", Type.BIGINT, true),
                    new Field("departed_at", Type.TIMESTAMP, true),
                    new Field("origin", Type.TEXT, true),
                    new Field("destination", Type.TEXT, true),
                    new Field("distance", Type.INTEGER, true),
                    new Field("delay", Type.INTEGER, true));
    private static final long MONTH_MICROS = TimeUnit.DAYS.toMicros(31);
    private static final int BATCH_ROWS = 50_000;

    private final Batch month;
    private final long rows;

    FlightTable(Path parquet, long rows) {
        this.month = new ParquetReader().read(parquet);
        this.rows = rows;
    }

    BenchTable table() {
        return new BenchTable("flights", SCHEMA, List.of(), "departed_at", this::batches);
    }

    private Stream<Batch> batches() {
        return LongStream.range(0, (rows + BATCH_ROWS - 1) / BATCH_ROWS)
                .mapToObj(
                        i ->
                                batch(
                                        i * BATCH_ROWS,
                                        (int) Math.min(BATCH_ROWS, rows - i * BATCH_ROWS)));
    }

    /** Flights by their number; any number has one. */
    Batch batch(long from, int count) {
        int[] at = new int[count];
        long[] ids = new long[count];
        long[] times = new long[count];
        LongColumn departed = (LongColumn) column("departed_at");
        for (int i = 0; i < count; i++) {
            ids[i] = from + i;
            at[i] = (int) (ids[i] % month.size());
            times[i] = departed.values()[at[i]] + ids[i] / month.size() * MONTH_MICROS;
        }
        Batch gathered = month.gather(at, count);
        return new Batch(
                SCHEMA,
                new Column[] {
                    new LongColumn(Type.BIGINT, count, ids, null),
                    new LongColumn(Type.TIMESTAMP, count, times, null),
                    gathered.column(month.schema().indexOf("origin")),
                    gathered.column(month.schema().indexOf("destination")),
                    integer(gathered.column(month.schema().indexOf("distance_mi"))),
                    integer(gathered.column(month.schema().indexOf("arrival_delay_min")))
                },
                count,
                null);
    }

    private Column column(String name) {
        return month.column(month.schema().indexOf(name));
    }

    private static Column integer(Column column) {
        if (column instanceof IntColumn) {
            return column;
        }
        LongColumn wide = (LongColumn) column;
        int[] values = new int[wide.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) wide.values()[i];
        }
        return new IntColumn(Type.INTEGER, values.length, values, wide.nulls());
    }
}
