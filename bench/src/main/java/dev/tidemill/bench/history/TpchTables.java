package dev.tidemill.bench.history;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The tables of TPC-H. Orders and their lines are events, the others have keys. The dates that are
 * event times are timestamps, on both sides.
 */
final class TpchTables {
    private static final int BATCH_ROWS = 50_000;

    private static final Map<String, List<String>> KEYS =
            Map.of(
                    "region", List.of("r_regionkey"),
                    "nation", List.of("n_nationkey"),
                    "supplier", List.of("s_suppkey"),
                    "customer", List.of("c_custkey"),
                    "part", List.of("p_partkey"),
                    "partsupp", List.of("ps_partkey", "ps_suppkey"));

    private static final Map<String, String> TIMES =
            Map.of("orders", "o_orderdate", "lineitem", "l_shipdate");

    private TpchTables() {}

    static List<BenchTable> all(double scale) {
        List<BenchTable> tables = new ArrayList<>();
        for (TpchTable<?> table : TpchTable.getTables()) {
            tables.add(table(table, scale));
        }
        return tables;
    }

    private static <E extends TpchEntity> BenchTable table(TpchTable<E> table, double scale) {
        String time = TIMES.getOrDefault(table.getTableName(), "");
        Schema schema =
                new Schema(
                        table.getColumns().stream()
                                .map(column -> Field.of(column.getColumnName(), type(column, time)))
                                .toList());
        return new BenchTable(
                table.getTableName(),
                schema,
                KEYS.getOrDefault(table.getTableName(), List.of()),
                time,
                () -> rows(table, schema, scale));
    }

    private static Type type(TpchColumn<?> column, String time) {
        return switch (column.getType().getBase()) {
            case IDENTIFIER -> Type.BIGINT;
            case INTEGER -> Type.INTEGER;
            case DATE -> column.getColumnName().equals(time) ? Type.TIMESTAMP : Type.DATE;
            case DOUBLE -> Type.decimal(15, 2);
            case VARCHAR -> Type.TEXT;
        };
    }

    private static <E extends TpchEntity> Stream<Batch> rows(
            TpchTable<E> table, Schema schema, double scale) {
        Iterator<E> entities = table.createGenerator(scale, 1, 1).iterator();
        Iterator<Batch> batches =
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return entities.hasNext();
                    }

                    @Override
                    public Batch next() {
                        return batch(table, schema, entities);
                    }
                };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(batches, 0), false);
    }

    private static <E extends TpchEntity> Batch batch(
            TpchTable<E> table, Schema schema, Iterator<E> entities) {
        ColumnBuilder[] builders = new ColumnBuilder[schema.size()];
        for (int i = 0; i < builders.length; i++) {
            builders[i] = ColumnBuilder.of(schema.type(i), BATCH_ROWS);
        }
        int rows = 0;
        while (rows < BATCH_ROWS && entities.hasNext()) {
            E entity = entities.next();
            for (int i = 0; i < builders.length; i++) {
                append(table.getColumns().get(i), entity, builders[i]);
            }
            rows++;
        }
        Column[] columns = new Column[builders.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = builders[i].build();
        }
        return new Batch(schema, columns, rows, null);
    }

    private static <E extends TpchEntity> void append(
            TpchColumn<E> column, E entity, ColumnBuilder to) {
        switch (column.getType().getBase()) {
            case IDENTIFIER -> to.appendLong(column.getIdentifier(entity));
            case INTEGER -> to.appendInt(column.getInteger(entity));
            case DATE -> {
                int day = column.getDate(entity);
                if (to.type() == Type.DATE) {
                    to.appendInt(day);
                } else {
                    to.appendLong(TimeUnit.DAYS.toMicros(day));
                }
            }
            case DOUBLE ->
                    to.appendDecimal(
                            BigDecimal.valueOf(Math.round(column.getDouble(entity) * 100), 2));
            case VARCHAR -> to.appendText(column.getString(entity));
        }
    }
}
