package dev.tidemill.node.transaction;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.ErrorSubject;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.tick.CommitCondition;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.transaction.KeyedWrites.Write;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * That writes still hold at their place in the journal: of a transaction, that the rows it changes
 * are as it saw them; of all, that nobody else has what is UNIQUE.
 *
 * @param snapshot the transaction's tick, pinned meanwhile; null of rows that are no transaction's
 *     and take whatever row's place
 */
record RowsHold(@Nullable PublishedTick snapshot, Collection<KeyedWrites> writes)
        implements CommitCondition {
    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    RowsHold(@Nullable PublishedTick snapshot, Collection<KeyedWrites> writes) {
        this.snapshot = snapshot;
        this.writes = List.copyOf(writes);
    }

    /**
     * Why the writes are refused; null when they hold.
     *
     * @param newest the newest published tick
     * @param behind what comes between it and the writes
     */
    @Nullable TidemillException refusal(PublishedTick newest, RowsBehind behind) {
        for (KeyedWrites each : writes) {
            if (each.isEmpty()) {
                continue;
            }
            Judge judge = new Judge(each, newest, behind);
            TidemillException refusal = snapshot == null ? null : judge.changed(snapshot);
            refusal = refusal == null ? judge.notUnique(snapshot != null) : refusal;
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** Looks at one table. */
    private static final class Judge {
        private final KeyedWrites own;
        private final TableSnapshot newest;
        private final long newestTick;
        private final RowsBehind.OfTable behind;

        Judge(KeyedWrites own, PublishedTick newest, RowsBehind behind) {
            this.own = own;
            this.newest = newest.snapshot().table(own.table().name());
            this.newestTick = newest.tick();
            this.behind = behind.of(own.table());
        }

        /** First committer wins: a row that was changed since the snapshot is not written over. */
        @Nullable TidemillException changed(PublishedTick snapshot) {
            boolean isNewest = snapshot.tick() == newestTick;
            for (Map.Entry<TableKey, Write> entry : own.all().entrySet()) {
                TableKey key = entry.getKey();
                Write write = entry.getValue();
                // One that came and went in the transaction is held to it, too: it was written.
                boolean isBehind = behind.has(key);
                List<@Nullable Object> now =
                        isBehind
                                ? behind.row(key)
                                : isNewest ? write.former() : Overlay.former(newest, key);
                if (write.isNew()) {
                    if (now != null) {
                        return keyViolation(key);
                    }
                } else if (isBehind || !Objects.equals(now, write.former())) {
                    return conflict(key);
                }
            }
            return null;
        }

        private TidemillException keyViolation(TableKey key) {
            return own.key().violation(key);
        }

        private TidemillException conflict(TableKey key) {
            String table = own.table().name();
            return new TidemillException(
                            ErrorCode.SERIALIZATION_FAILURE,
                            "could not serialize access due to concurrent update")
                    .withDetail(
                            "the row of %s with the key (%s) was changed since the transaction began"
                                    .formatted(table, key))
                    .withHint("begin the transaction again")
                    .about(new ErrorSubject(table, null, null));
        }

        /**
         * @param isTransaction whether rows that came by ON CONFLICT are to be written anew rather
         *     than refused: somebody else was first, whom the statement could not see
         */
        @Nullable TidemillException notUnique(boolean isTransaction) {
            for (UniqueColumns unique : own.uniques()) {
                for (Map.Entry<TableKey, Write> entry : own.all().entrySet()) {
                    List<@Nullable Object> row = entry.getValue().row();
                    TableKey values = row == null ? null : unique.of(row);
                    if (values != null
                            && !isKept(unique, values, entry.getValue())
                            && isHeldByAnother(unique, values, entry.getKey())) {
                        return isTransaction && entry.getValue().yields()
                                ? overtaken(unique, values)
                                : unique.violation(values);
                    }
                }
            }
            return null;
        }

        private TidemillException overtaken(UniqueColumns unique, TableKey values) {
            String table = own.table().name();
            return new TidemillException(
                            ErrorCode.SERIALIZATION_FAILURE,
                            "could not serialize access due to concurrent update")
                    .withDetail(
                            "a row of %s with the same values in %s, %s, came since the transaction began"
                                    .formatted(table, unique.name(), values))
                    .withHint("begin the transaction again")
                    .about(ErrorSubject.constraint(table, unique.name()));
        }

        /** Whether the row had these values before, so that no other one has them. */
        private static boolean isKept(UniqueColumns unique, TableKey values, Write write) {
            List<@Nullable Object> former = write.former();
            return former != null && values.equals(unique.of(former));
        }

        private boolean isHeldByAnother(UniqueColumns unique, TableKey values, TableKey key) {
            if (own.holders(unique, values).size() > 1) {
                return true;
            }
            for (TableKey other : behind.holders(unique, values)) {
                if (!other.equals(key) && !own.has(other)) {
                    return true;
                }
            }
            for (List<@Nullable Object> standing : unique.standing(newest, values)) {
                TableKey other = TableKey.of(standing, own.table().key());
                if (!other.equals(key) && !own.has(other) && !behind.has(other)) {
                    return true;
                }
            }
            return false;
        }
    }
}
