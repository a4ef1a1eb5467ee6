package dev.tidemill.node.statement;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.store.QueryResult;
import java.util.List;

/** What a statement answers, in the form in which a query does. */
final class Answer {
    /** Of statements that change something: what was done and to how many rows. */
    private static final Schema DONE =
            Schema.of(new Field("done", Type.TEXT, false), new Field("rows", Type.BIGINT, false));

    private final long started = System.nanoTime();

    /**
     * @param tick the one that the change is in
     */
    QueryResult done(String what, long rows, long tick, long nowMicros) {
        BatchBuilder builder = new BatchBuilder(DONE, 1);
        builder.add(1, what, rows);
        return rows(builder.build(), tick, nowMicros);
    }

    QueryResult rows(Batch rows, long tick, long nowMicros) {
        return new QueryResult(
                tick,
                nowMicros,
                rows.schema(),
                List.of(rows),
                rows.size(),
                false,
                System.nanoTime() - started);
    }
}
