package dev.tidemill.node.forget;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * That a person was erased: when, from where, and what the mill cannot reach. It does not say who
 * they were: whoever knows the value can make the hash again, nobody can read it out.
 *
 * @param state erased: no tick from {@code tick} on has the rows; complete: nothing that the mill
 *     can go back to has them either
 * @param salt what the hashed text begins with
 * @param subjectHash SHA-256 of the salt and the value as its columns write it, in hexadecimal
 * @param by who asked for it
 * @param time of the tick, ISO 8601
 * @param tick from which on no tick has the rows: that of the last round
 * @param tables rows that were taken out, by table
 * @param rebuilt live tables that were built again of the rows that stayed
 * @param lineage what may hold values that were made of the person's, by lineage
 * @param remains what the mill knows of and does not reach
 * @param found where the person still was when it was looked for them at the end; empty is good
 * @param completed when it was complete, ISO 8601; null before
 */
public record ErasureReceipt(
        String id,
        String state,
        String salt,
        String subjectHash,
        String by,
        String time,
        long tick,
        List<TableRows> tables,
        List<String> rebuilt,
        List<Reach> lineage,
        List<Remains> remains,
        List<Found> found,
        @Nullable String completed) {
    static final String ERASED = "erased";
    static final String COMPLETE = "complete";

    /** Rows that were taken out of a table. */
    public record TableRows(String table, long rows) {}

    /**
     * Columns of a table or notice that values of the person's may have gone into.
     *
     * @param columns those that are made of such values
     */
    public record Reach(String table, List<String> columns) {
        public Reach {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Something that is out of the mill's reach.
     *
     * @param kind {@code backup}, {@code releases}, {@code notices} or {@code answers}
     * @param time when it was made, ISO 8601; null when that is not one moment
     */
    public record Remains(String kind, String where, @Nullable String time) {}

    /**
     * A place where a person is.
     *
     * @param place {@code rows}, {@code quarantine}, {@code outbox}, {@code attempts}, {@code
     *     controls} or {@code journal}
     * @param column null when the place has no columns
     */
    public record Found(String place, String table, @Nullable String column, long rows) {}

    public ErasureReceipt {
        requireNonNull(id, "id");
        requireNonNull(state, "state");
        requireNonNull(salt, "salt");
        requireNonNull(subjectHash, "subjectHash");
        requireNonNull(by, "by");
        requireNonNull(time, "time");
        tables = List.copyOf(tables);
        rebuilt = List.copyOf(rebuilt);
        lineage = List.copyOf(lineage);
        remains = List.copyOf(remains);
        found = List.copyOf(found);
    }

    boolean isComplete() {
        return state.equals(COMPLETE);
    }

    ErasureReceipt reaching(List<Reach> reach, List<Remains> left) {
        return new ErasureReceipt(
                id,
                state,
                salt,
                subjectHash,
                by,
                time,
                tick,
                tables,
                rebuilt,
                reach,
                left,
                found,
                completed);
    }

    /**
     * Of a later tick of the same erasure: what was taken out in both, as of the later tick, with
     * the hash of the earlier.
     */
    ErasureReceipt behind(ErasureReceipt earlier) {
        Map<String, Long> rows = new LinkedHashMap<>();
        earlier.tables.forEach(table -> rows.merge(table.table(), table.rows(), Long::sum));
        tables.forEach(table -> rows.merge(table.table(), table.rows(), Long::sum));
        Set<String> built = new LinkedHashSet<>(earlier.rebuilt);
        built.addAll(rebuilt);
        return new ErasureReceipt(
                id,
                state,
                salt,
                earlier.subjectHash,
                by,
                earlier.time,
                tick,
                rows.entrySet().stream()
                        .map(each -> new TableRows(each.getKey(), each.getValue()))
                        .toList(),
                List.copyOf(built),
                earlier.lineage,
                earlier.remains,
                found,
                completed);
    }

    ErasureReceipt completed(List<Found> places, Instant at) {
        return new ErasureReceipt(
                id,
                COMPLETE,
                salt,
                subjectHash,
                by,
                time,
                tick,
                tables,
                rebuilt,
                lineage,
                remains,
                places,
                at.toString());
    }
}
