package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.store.QueryResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that are all there. */
final class ListedRows implements Rows {
    private final Schema schema;
    private final Deque<Batch> batches;
    private final long tick;

    private ListedRows(Schema schema, List<Batch> batches, long tick) {
        this.schema = requireNonNull(schema, "schema");
        this.batches = new ArrayDeque<>(batches);
        this.tick = tick;
    }

    static ListedRows of(QueryResult result) {
        return new ListedRows(result.schema(), result.batches(), result.tick());
    }

    /** Rows of texts. */
    static ListedRows ofTexts(List<String> columns, List<List<String>> rows) {
        Schema schema =
                new Schema(
                        columns.stream().map(name -> new Field(name, Type.TEXT, false)).toList());
        BatchBuilder builder = new BatchBuilder(schema, rows.size());
        rows.forEach(row -> builder.addRow(1, row));
        return new ListedRows(schema, List.of(builder.build()), -1);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        return batches.poll();
    }

    @Override
    public long tick() {
        return tick;
    }

    @Override
    public void close() {
        batches.clear();
    }
}
