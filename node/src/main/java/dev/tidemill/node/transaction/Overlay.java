package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.transaction.KeyedWrites.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has written and nobody else sees: rows by table and key, and rows appended to
 * event tables. It can go back to each of its {@linkplain #mark marks}.
 *
 * <p>Invariants: at most {@link Transactions#ROWS_MAX} writes are remembered; what they take is
 * taken of the memory of all transactions until it is taken back or {@linkplain #end ended}. One
 * thread.
 */
final class Overlay {
    private final Map<String, KeyedWrites> keyed = new LinkedHashMap<>();
    private final Map<String, List<Batch>> appended = new LinkedHashMap<>();

    /** How each write is taken back, in their order. */
    private final List<Runnable> undo = new ArrayList<>();

    private final WriteMemory memory;
    private long rows;
    private long bytes;

    Overlay(WriteMemory memory) {
        this.memory = requireNonNull(memory, "memory");
    }

    /** Gives the memory back; what is here may still be read. */
    void end() {
        memory.give(bytes);
        bytes = 0;
    }

    /** Where it stands now. */
    int mark() {
        return undo.size();
    }

    /** Takes back all that came after a mark. */
    void backTo(int mark) {
        while (undo.size() > mark) {
            undo.removeLast().run();
        }
    }

    boolean isEmpty() {
        return undo.isEmpty();
    }

    /** Forgets the tables that were written, of which nothing is left. */
    void forget() {
        if (!isEmpty()) {
            throw new IllegalStateException("there are writes");
        }
        keyed.clear();
        appended.clear();
    }

    /** The writes to a keyed table, made when there are none. */
    KeyedWrites writes(WritableTable table) {
        return keyed.computeIfAbsent(
                table.table().name(), _ -> new KeyedWrites(table.requireKey(), table.uniques()));
    }

    /** The writes to a table; null when there are none. */
    @Nullable KeyedWrites written(String table) {
        return keyed.get(table);
    }

    /** Puts a write under a key. */
    void put(KeyedWrites to, TableKey key, Write write) {
        long size = WriteMemory.of(write);
        count(1, size);
        Write before = to.put(key, write);
        undo.add(
                () -> {
                    Write _ = to.put(key, before);
                    uncount(1, size);
                });
    }

    /** Appends rows to an event table. */
    void append(InputTable table, Batch batch) {
        long size = batch.bytes();
        count(batch.size(), size);
        List<Batch> batches = appended.computeIfAbsent(table.name(), _ -> new ArrayList<>());
        batches.add(batch);
        undo.add(
                () -> {
                    batches.removeLast();
                    uncount(batch.size(), size);
                });
    }

    private void count(long more, long size) {
        if (rows + more > Transactions.ROWS_MAX) {
            throw new TidemillException(
                            ErrorCode.TRANSACTION_TOO_LARGE,
                            "a transaction writes %,d rows at most"
                                    .formatted(Transactions.ROWS_MAX))
                    .withHint("write in several transactions, or load rows by the ingest door");
        }
        memory.take(size);
        rows += more;
        bytes += size;
    }

    private void uncount(long less, long size) {
        memory.give(size);
        rows -= less;
        bytes -= size;
    }

    /** Writes to keyed tables. */
    Collection<KeyedWrites> keyed() {
        return keyed.values();
    }

    /** A table of the transaction's snapshot with what is written over it. */
    TableSnapshot over(String name, TableSnapshot base) {
        KeyedWrites writes = keyed.get(name);
        if (writes != null && !writes.isEmpty()) {
            return new OverlaidTable(base, writes);
        }
        List<Batch> batches = appended.get(name);
        return batches == null || batches.isEmpty()
                ? base
                : new AppendedTable(base, List.copyOf(batches));
    }

    /** All of it as one entry's changes. */
    List<InputChange> changes() {
        List<InputChange> changes = new ArrayList<>();
        keyed.values().forEach(writes -> changes.addAll(writes.changes()));
        appended.forEach(
                (table, batches) -> {
                    if (!batches.isEmpty()) {
                        Batch all = Batch.concat(batches.getFirst().schema(), batches);
                        changes.add(new InputChange(table, InputChange.Op.INSERT, all));
                    }
                });
        return changes;
    }

    /** The row under a key, in the snapshot or written over it; null when there is none. */
    static @Nullable List<@Nullable Object> row(
            KeyedWrites writes, TableSnapshot base, TableKey key) {
        Write write = writes.write(key);
        return write != null ? write.row() : former(base, key);
    }

    /** The row under a key in the snapshot. */
    static @Nullable List<@Nullable Object> former(TableSnapshot base, TableKey key) {
        Batch found = base.lookup(key.values());
        return found.isEmpty() ? null : found.row(0);
    }
}
