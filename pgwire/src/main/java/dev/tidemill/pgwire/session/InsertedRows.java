package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a COPY within a transaction: they are inserted, some at a time, by statements of that
 * transaction, and are there when it is committed.
 */
final class InsertedRows extends CopyRows {
    /** Values of one statement, about. */
    private static final int VALUES_AT_ONCE = 500;

    private final List<String> columns;
    private final Inserting inserting;
    private final int rowsAtOnce;
    private final List<@Nullable String> pending = new ArrayList<>();

    /** Carries an INSERT out. */
    @FunctionalInterface
    interface Inserting {
        void insert(String sql, List<@Nullable String> values) throws InterruptedException;
    }

    InsertedRows(String table, List<String> columns, Inserting inserting) {
        super(table, columns.size());
        this.columns = List.copyOf(columns);
        this.inserting = requireNonNull(inserting, "inserting");
        this.rowsAtOnce = Math.max(1, VALUES_AT_ONCE / columns.size());
    }

    @Override
    void take(List<@Nullable String> values) {
        pending.addAll(values);
        if (pending.size() >= rowsAtOnce * columns.size()) {
            insert();
        }
    }

    /** Inserts what waits. */
    void insert() {
        if (pending.isEmpty()) {
            return;
        }
        try {
            inserting.insert(statement(pending.size() / columns.size()), pending);
            pending.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidemillException(ErrorCode.QUERY_CANCELLED, "interrupted", e);
        }
    }

    private String statement(int rows) {
        int width = columns.size();
        String names = columns.stream().map(InsertedRows::quoted).collect(Collectors.joining(", "));
        String values =
                IntStream.range(0, rows)
                        .mapToObj(
                                row ->
                                        IntStream.rangeClosed(1, width)
                                                .mapToObj(i -> "$" + (row * width + i))
                                                .collect(Collectors.joining(", ", "(", ")")))
                        .collect(Collectors.joining(", "));
        return "INSERT INTO %s (%s) VALUES %s".formatted(quoted(table()), names, values);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
