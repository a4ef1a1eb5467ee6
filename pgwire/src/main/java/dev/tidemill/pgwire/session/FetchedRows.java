package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.pgwire.type.Layout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The next rows of a cursor, which stays open behind them. */
final class FetchedRows implements Rows {
    private final Portal cursor;
    private final Rows rows;
    private long left;

    FetchedRows(Portal cursor, Rows rows, long count) {
        this.cursor = requireNonNull(cursor, "cursor");
        this.rows = requireNonNull(rows, "rows");
        this.left = count;
    }

    @Override
    public Schema schema() {
        return rows.schema();
    }

    @Override
    public @Nullable Batch next() {
        Batch batch = left <= 0 ? null : cursor.page(rows, left);
        left -= batch == null ? 0 : batch.size();
        return batch;
    }

    @Override
    public Layout layout() {
        return rows.layout();
    }

    @Override
    public long tick() {
        return rows.tick();
    }

    @Override
    public Optional<Patience> patience() {
        return rows.patience();
    }

    /** The cursor is closed by a statement of its own. */
    @Override
    public void close() {
        left = 0;
    }
}
