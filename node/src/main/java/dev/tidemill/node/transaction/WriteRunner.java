package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.PlanRun;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.sql.statement.RowLayout;
import dev.tidemill.sql.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one INSERT, UPDATE or DELETE over a transaction's tick and overlay, whole or not at
 * all. One thread.
 */
final class WriteRunner {
    private final PublishedTick at;
    private final Overlay overlay;
    private final WritableTable table;
    private final List<? extends @Nullable Object> parameters;

    /**
     * What was written.
     *
     * @param returned of RETURNING; null without it
     */
    record Written(long count, @Nullable Batch returned) {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        Written(long count, @Nullable Batch returned) {
            this.count = count;
            this.returned = returned;
        }
    }

    /**
     * @param parameters the statement's, in the form that {@code Column.value} gives
     */
    WriteRunner(
            PublishedTick at,
            Overlay overlay,
            WritableTable table,
            List<? extends @Nullable Object> parameters) {
        this.at = requireNonNull(at, "at");
        this.overlay = requireNonNull(overlay, "overlay");
        this.table = requireNonNull(table, "table");
        this.parameters = parameters;
    }

    Written run(Statement.Write write) {
        int mark = overlay.mark();
        try {
            Batch rows =
                    switch (write) {
                        case Statement.Insert insert -> insert(insert);
                        case Statement.Update update -> update(update);
                        case Statement.Delete delete -> delete(delete);
                    };
            return new Written(rows.size(), returned(write, rows));
        } catch (RuntimeException | Error e) {
            overlay.backTo(mark);
            throw e;
        }
    }

    private @Nullable Batch returned(Statement.Write write, Batch rows) {
        if (write.returning().isEmpty()) {
            return null;
        }
        List<Expr> expressions = new ArrayList<>();
        for (Statement.Output output : write.returning()) {
            expressions.add(bound(write.layout(), output.expression()));
        }
        return RowProgram.projected(expressions, rows, returnedSchema(write));
    }

    /** The columns that RETURNING gives. */
    static Schema returnedSchema(Statement.Write write) {
        return new Schema(
                write.returning().stream()
                        .map(out -> new Field(out.name(), out.expression().type(), true))
                        .toList());
    }

    private Expr bound(RowLayout layout, Expr expression) {
        return layout.bound(expression, parameters, at.nowMicros());
    }

    private List<Expr> bound(RowLayout layout, List<Expr> expressions) {
        return expressions.stream().map(each -> bound(layout, each)).toList();
    }

    private TableSnapshot base() {
        return at.snapshot().table(table.table().name());
    }

    private Batch queried(Plan plan) {
        return new PlanRun(name -> overlay.over(name, at.snapshot().table(name)), at.nowMicros())
                .rows(plan);
    }

    private Batch insert(Statement.Insert insert) {
        Plan query = insert.query();
        Schema schema = table.table().schema();
        Batch rows = query == null ? values(insert) : queried(query).withSchema(schema);
        table.guard().check(rows);
        if (!table.table().isKeyed()) {
            if (!rows.isEmpty()) {
                overlay.append(table.table(), rows);
            }
            return rows;
        }
        RowWriter writer = new RowWriter(table, base(), overlay);
        Statement.Conflict conflict = insert.conflict();
        List<UniqueColumns> arbiters = conflict == null ? List.of() : arbiters(conflict);
        for (int i = 0; i < rows.size(); i++) {
            List<@Nullable Object> row = rows.row(i);
            if (conflict == null) {
                writer.insert(row, true);
                continue;
            }
            TableKey holder = holder(writer, arbiters, row);
            if (holder == null) {
                writer.insert(row, false);
            } else if (conflict.updates()) {
                updateInstead(writer, holder, row, conflict, insert.layout());
            }
        }
        writer.verify();
        return writer.rows();
    }

    private Batch values(Statement.Insert insert) {
        Schema schema = table.table().schema();
        Batch one = new Batch(new Schema(List.of()), new Column[0], 1, null);
        List<Batch> rows = new ArrayList<>();
        for (List<Expr> row : insert.values()) {
            rows.add(RowProgram.projected(bound(insert.layout(), row), one, schema));
        }
        return Batch.concat(schema, rows);
    }

    private static @Nullable TableKey holder(
            RowWriter writer, List<UniqueColumns> arbiters, List<@Nullable Object> row) {
        for (UniqueColumns arbiter : arbiters) {
            TableKey holder = writer.holder(arbiter, row);
            if (holder != null) {
                return holder;
            }
        }
        return null;
    }

    /** The constraints that ON CONFLICT is about. */
    private List<UniqueColumns> arbiters(Statement.Conflict conflict) {
        List<UniqueColumns> all = new ArrayList<>();
        all.add(table.requireKey());
        all.addAll(table.uniques());
        String name = conflict.constraint();
        if (name != null) {
            all.removeIf(unique -> !unique.name().equals(name));
        } else if (!conflict.columns().isEmpty()) {
            List<Integer> wanted = conflict.columns().stream().sorted().toList();
            all.removeIf(unique -> !unique.columns().stream().sorted().toList().equals(wanted));
        }
        if (all.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.INVALID_SQL,
                            "there is no unique constraint matching the ON CONFLICT specification")
                    .withHint("it names the primary key's columns, or those of a UNIQUE");
        }
        return all;
    }

    private void updateInstead(
            RowWriter writer,
            TableKey holder,
            List<@Nullable Object> excluded,
            Statement.Conflict conflict,
            RowLayout layout) {
        if (writer.hasWritten(holder)) {
            throw RowWriter.changedTwice();
        }
        List<@Nullable Object> both = new ArrayList<>(writer.standing(holder));
        both.addAll(excluded);
        Batch pair =
                new dev.tidemill.algebra.column.BatchBuilder(layout.rows(), 1)
                        .addRow(1, both)
                        .build();
        Expr where = conflict.where();
        Kernel condition = where == null ? null : ExpressionCompiler.compile(bound(layout, where));
        if (RowProgram.filtered(condition, pair).isEmpty()) {
            return;
        }
        Batch row =
                RowProgram.projected(bound(layout, conflict.row()), pair, table.table().schema());
        table.guard().check(row);
        writer.update(List.of(holder), row);
    }

    private Batch update(Statement.Update update) {
        Schema schema = table.table().schema();
        List<TableKey> keys = new ArrayList<>();
        List<Batch> news = new ArrayList<>();
        Plan query = update.query();
        if (query == null) {
            List<Expr> row = bound(update.layout(), update.row());
            for (Batch found : found(update.where(), update.layout())) {
                keysOf(found, table.table().key(), keys);
                news.add(RowProgram.projected(row, found, schema));
            }
        } else {
            Batch found = queried(query);
            int width = schema.size();
            int[] own = IntStream.range(0, width).toArray();
            keysOf(found, IntStream.range(width, found.columnCount()).boxed().toList(), keys);
            news.add(found.select(own).withSchema(schema));
        }
        Batch rows = Batch.concat(schema, news);
        table.guard().check(rows);
        RowWriter writer = new RowWriter(table, base(), overlay);
        writer.update(keys, rows);
        writer.verify();
        return rows;
    }

    private static void keysOf(Batch rows, List<Integer> columns, List<TableKey> into) {
        for (int row = 0; row < rows.size(); row++) {
            into.add(TableKey.of(rows, row, columns));
        }
    }

    private List<Batch> found(@Nullable Expr where, RowLayout layout) {
        KeyedWrites writes = overlay.writes(table);
        return new RowFinder(base(), writes).find(where == null ? null : bound(layout, where));
    }

    private Batch delete(Statement.Delete delete) {
        Plan query = delete.query();
        Schema schema = table.table().schema();
        Batch rows =
                query == null
                        ? Batch.concat(schema, found(delete.where(), delete.layout()))
                        : queried(query).withSchema(schema);
        RowWriter writer = new RowWriter(table, base(), overlay);
        for (int row = 0; row < rows.size(); row++) {
            writer.delete(rows.row(row));
        }
        return rows;
    }
}
