package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.transaction.KeyedWrites.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one keyed table for one statement, whole or not at all: {@link #verify} at its
 * end, or the caller takes the overlay back. One thread.
 */
final class RowWriter {
    private final WritableTable table;
    private final TableSnapshot base;
    private final Overlay overlay;
    private final KeyedWrites writes;
    private final Set<TableKey> written = new LinkedHashSet<>();
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    /**
     * @param base the table as of the transaction's tick
     */
    RowWriter(WritableTable table, TableSnapshot base, Overlay overlay) {
        this.table = requireNonNull(table, "table");
        this.base = requireNonNull(base, "base");
        this.overlay = requireNonNull(overlay, "overlay");
        this.writes = overlay.writes(table);
    }

    /** What was written, in order, as a batch. */
    Batch rows() {
        BatchBuilder builder = new BatchBuilder(table.table().schema(), rows.size());
        rows.forEach(row -> builder.addRow(1, row));
        return builder.build();
    }

    /** Whether this statement has written the row under a key. */
    boolean hasWritten(TableKey key) {
        return written.contains(key);
    }

    TableKey key(List<@Nullable Object> row) {
        return TableKey.of(row, table.table().key());
    }

    /**
     * Inserts a row.
     *
     * @param isNew whether a row that stands there by the time of the commit is a duplicate, and
     *     not a conflict of transactions
     * @throws TidemillException DUPLICATE_KEY
     */
    void insert(List<@Nullable Object> row, boolean isNew) {
        TableKey key = key(row);
        if (Overlay.row(writes, base, key) != null) {
            throw table.requireKey().violation(key);
        }
        put(key, row, isNew);
    }

    /** Gives the rows under keys other values, keys too. */
    void update(List<TableKey> keys, Batch newRows) {
        List<TableKey> newKeys = new ArrayList<>();
        Set<TableKey> seen = new HashSet<>();
        for (int row = 0; row < newRows.size(); row++) {
            TableKey key = TableKey.of(newRows, row, table.table().key());
            newKeys.add(key);
            if (!seen.add(key)) {
                throw table.requireKey().violation(key);
            }
            if (!key.equals(keys.get(row))) {
                put(keys.get(row), null, false);
            }
        }
        for (int row = 0; row < newRows.size(); row++) {
            TableKey key = newKeys.get(row);
            boolean isMoved = !key.equals(keys.get(row));
            if (isMoved && Overlay.row(writes, base, key) != null) {
                throw table.requireKey().violation(key);
            }
            put(key, newRows.row(row), isMoved);
        }
    }

    /** Deletes a row that is there. */
    void delete(List<@Nullable Object> row) {
        put(key(row), null, false);
        rows.add(row);
    }

    private void put(TableKey key, @Nullable List<@Nullable Object> row, boolean isNew) {
        Write before = writes.write(key);
        List<@Nullable Object> former =
                before == null ? Overlay.former(base, key) : before.former();
        boolean stays = before == null ? isNew && former == null : before.isNew();
        overlay.put(writes, key, new Write(row, former, stays));
        if (row == null) {
            written.remove(key);
        } else {
            written.add(key);
            rows.add(row);
        }
    }

    /**
     * The key of the row that has the same values as this one in unique columns; null when none.
     */
    @Nullable TableKey holder(UniqueColumns unique, List<@Nullable Object> row) {
        if (unique.equals(table.key())) {
            TableKey key = key(row);
            return Overlay.row(writes, base, key) == null ? null : key;
        }
        TableKey values = unique.of(row);
        if (values == null) {
            return null;
        }
        for (TableKey key : writes.holders(unique, values)) {
            return key;
        }
        for (List<@Nullable Object> standing : unique.standing(base, values)) {
            TableKey key = key(standing);
            if (!writes.has(key)) {
                return key;
            }
        }
        return null;
    }

    /** The row under a key that is there. */
    List<@Nullable Object> standing(TableKey key) {
        return requireNonNull(Overlay.row(writes, base, key), "row");
    }

    /**
     * Looks whether what was written keeps each UNIQUE.
     *
     * @throws TidemillException DUPLICATE_KEY
     */
    void verify() {
        for (UniqueColumns unique : table.uniques()) {
            for (TableKey key : written) {
                Write write = requireNonNull(writes.write(key), "write");
                List<@Nullable Object> row = write.row();
                TableKey values = row == null ? null : unique.of(row);
                if (values != null && isHeldByAnother(unique, values, key)) {
                    throw unique.violation(values);
                }
            }
        }
    }

    private boolean isHeldByAnother(UniqueColumns unique, TableKey values, TableKey own) {
        if (writes.holders(unique, values).size() > 1) {
            return true;
        }
        return unique.standing(base, values).stream()
                .map(this::key)
                .anyMatch(key -> !key.equals(own) && !writes.has(key));
    }

    /** That one statement may not change a row twice: 21000, in PostgreSQL's words. */
    static TidemillException changedTwice() {
        return new TidemillException(
                        ErrorCode.TOO_MANY_ROWS,
                        "ON CONFLICT DO UPDATE command cannot affect row a second time")
                .withHint("no two rows of the statement may have the same key");
    }
}
