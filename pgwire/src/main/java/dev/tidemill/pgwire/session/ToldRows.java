package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.pgwire.type.ColumnNames;
import dev.tidemill.pgwire.type.Layout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of which the audit log is told once: when they are at their end, or nobody wants more. */
final class ToldRows implements Rows {
    private final Rows rows;
    private final Deeds deeds;
    private final String statement;
    private final ColumnNames names;
    private long given;
    private boolean told;

    /**
     * @param names of its columns
     */
    ToldRows(Rows rows, Deeds deeds, String statement, ColumnNames names) {
        this.rows = requireNonNull(rows, "rows");
        this.deeds = requireNonNull(deeds, "deeds");
        this.statement = requireNonNull(statement, "statement");
        this.names = requireNonNull(names, "names");
    }

    @Override
    public Schema schema() {
        try {
            return rows.schema();
        } catch (RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    @Override
    public @Nullable Batch next() {
        try {
            Batch batch = rows.next();
            if (batch == null) {
                done();
            } else {
                given += batch.size();
            }
            return batch;
        } catch (RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    private void failed(RuntimeException e) {
        if (!told) {
            told = true;
            deeds.failed("query", "", statement, e);
        }
    }

    private void done() {
        if (!told) {
            told = true;
            deeds.done("query", "", statement, given, rows.tick());
        }
    }

    @Override
    public Layout layout() {
        Schema _ = schema();
        return names.in(rows.layout());
    }

    @Override
    public long tick() {
        return rows.tick();
    }

    @Override
    public Optional<Patience> patience() {
        return rows.patience();
    }

    @Override
    public void close() {
        rows.close();
        done();
    }
}
