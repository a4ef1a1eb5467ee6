package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a partition's step of a join shows: pairs, and rows with or without a partner. */
final class JoinOutput {
    private final Join.Kind kind;
    private final Schema schema;
    private final OutputBound bound;
    private final List<Batch> batches = new ArrayList<>();

    JoinOutput(Join plan, OutputBound bound) {
        this.kind = plan.kind();
        this.schema = plan.schema();
        this.bound = bound;
    }

    /** Changes of pairs, as they stand. */
    void pairs(Batch pairs) {
        add(pairs.withSchema(schema));
    }

    /** Changes of rows of a watched side that have partners, or none. */
    void shown(Batch rows, boolean isLeft, boolean partnered) {
        if (!rows.isEmpty()) {
            add(as(rows, isLeft, partnered));
        }
    }

    /** Rows of a watched side that from now on have partners and had none, or the reverse. */
    void turned(Batch rows, boolean isLeft, boolean partnered) {
        if (!rows.isEmpty()) {
            Batch before = as(rows, isLeft, !partnered);
            add(before == null ? null : before.negate());
            add(as(rows, isLeft, partnered));
        }
    }

    /** How the kind shows a row by itself; null when it does not. */
    private @Nullable Batch as(Batch rows, boolean isLeft, boolean partnered) {
        return switch (kind) {
            case INNER -> null;
            case LEFT, FULL -> partnered ? null : besideNulls(rows, isLeft);
            case SEMI -> partnered ? rows.withSchema(schema) : null;
            case ANTI -> partnered ? null : rows.withSchema(schema);
            case MARK -> marked(rows, partnered);
        };
    }

    private Batch besideNulls(Batch rows, boolean isLeft) {
        Column[] columns = new Column[schema.size()];
        int start = isLeft ? 0 : columns.length - rows.columnCount();
        System.arraycopy(rows.columns(), 0, columns, start, rows.columnCount());
        for (int i = 0; i < columns.length; i++) {
            if (i < start || i >= start + rows.columnCount()) {
                columns[i] = Column.nulls(schema.type(i), rows.size());
            }
        }
        return new Batch(schema, columns, rows.size(), rows.weights());
    }

    private Batch marked(Batch rows, boolean mark) {
        boolean[] values = new boolean[rows.size()];
        Arrays.fill(values, mark);
        Column[] columns = Arrays.copyOf(rows.columns(), schema.size());
        columns[columns.length - 1] = new BoolColumn(Type.BOOLEAN, rows.size(), values, null);
        return new Batch(schema, columns, rows.size(), rows.weights());
    }

    private void add(@Nullable Batch batch) {
        if (batch != null && !batch.isEmpty()) {
            bound.add(batch);
            batches.add(batch);
        }
    }

    Batch build() {
        return Batch.concat(schema, batches);
    }
}
