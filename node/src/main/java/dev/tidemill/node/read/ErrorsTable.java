package dev.tidemill.node.read;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code tidemill.errors}: the error rows of all live tables, with the table's name before them.
 */
public final class ErrorsTable implements TableSnapshot {
    public static final String NAME = "tidemill.errors";

    public static final Schema SCHEMA =
            Schema.of(
                    new Field("table_name", Type.TEXT, false),
                    new Field("code", Type.INTEGER, false),
                    new Field("message", Type.TEXT, false),
                    new Field("expression", Type.TEXT, true),
                    new Field("row", Type.TEXT, true));

    private final CircuitSnapshot snapshot;
    private final Set<String> liveTables;

    ErrorsTable(CircuitSnapshot snapshot, Set<String> liveTables) {
        this.snapshot = snapshot;
        this.liveTables = liveTables;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public List<Integer> key() {
        return List.of();
    }

    @Override
    public long rows() {
        return liveTables.stream().mapToLong(table -> snapshot.errors(table).rows()).sum();
    }

    @Override
    public long bytes() {
        return liveTables.stream().mapToLong(table -> snapshot.errors(table).bytes()).sum();
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        throw new TidemillException(ErrorCode.INVALID_REQUEST, NAME + " has no key");
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        List<Supplier<@Nullable Batch>> parts = new ArrayList<>();
        for (String table : liveTables) {
            for (Supplier<@Nullable Batch> part : snapshot.errors(table).scan(0, 1, 2, 3)) {
                parts.add(
                        () -> {
                            Batch chunk = part.get();
                            return chunk == null ? null : named(table, chunk).select(columns);
                        });
            }
        }
        return parts;
    }

    private static Batch named(String table, Batch errors) {
        ColumnBuilder names = ColumnBuilder.of(Type.TEXT, errors.size());
        for (int i = 0; i < errors.size(); i++) {
            names.appendText(table);
        }
        Column[] columns = new Column[SCHEMA.size()];
        columns[0] = names.build();
        System.arraycopy(errors.columns(), 0, columns, 1, SCHEMA.size() - 1);
        return new Batch(SCHEMA, columns, errors.size(), null);
    }
}
