package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.IndexRange;
import dev.tidemill.engine.circuit.IndexSnapshot;
import dev.tidemill.engine.circuit.IndexedRows;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Kernel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of a table that meet a condition: by the key, by a secondary index, or by reading
 * it, whichever the condition's equalities allow. The whole condition is applied to what is found.
 */
final class RowFinder {
    /** More rows than these are not fetched by an index, but found by reading the table. */
    private static final int INDEXED_MAX = 10_000;

    private static final int KEYS_MAX = 1_000;

    private final TableSnapshot base;
    private final @Nullable KeyedWrites writes;
    private @Nullable TableSnapshot overlaid;

    /**
     * @param base the table as of the transaction's tick
     * @param writes over it; null when there are none
     */
    RowFinder(TableSnapshot base, @Nullable KeyedWrites writes) {
        this.base = requireNonNull(base, "base");
        this.writes = writes == null || writes.isEmpty() ? null : writes;
    }

    /** Made when it is needed, as it copies the writes. */
    private TableSnapshot overlaid() {
        TableSnapshot made = overlaid;
        if (made == null) {
            made = writes == null ? base : new OverlaidTable(base, writes);
            overlaid = made;
        }
        return made;
    }

    /**
     * The rows, whole.
     *
     * @param where over the table's columns, without parameters; null for all rows
     */
    List<Batch> find(@Nullable Expr where) {
        Kernel condition = where == null ? null : ExpressionCompiler.compile(where);
        Map<Integer, List<@Nullable Object>> equal = new HashMap<>();
        if (where != null) {
            collect(where, equal);
        }
        List<Batch> found = new ArrayList<>();
        for (Batch rows : candidates(equal)) {
            Batch kept = RowProgram.filtered(condition, rows);
            if (!kept.isEmpty()) {
                found.add(kept);
            }
        }
        return found;
    }

    private Iterable<Batch> candidates(Map<Integer, List<@Nullable Object>> equal) {
        List<Batch> byKey = byKey(equal);
        if (byKey != null) {
            return byKey;
        }
        List<Batch> byIndex = byIndex(equal);
        return byIndex != null ? byIndex : all(overlaid());
    }

    private @Nullable List<Batch> byKey(Map<Integer, List<@Nullable Object>> equal) {
        List<Integer> key = base.key();
        if (key.isEmpty() || !equal.keySet().containsAll(key)) {
            return null;
        }
        List<List<@Nullable Object>> keys = List.of(List.of());
        for (int column : key) {
            List<@Nullable Object> values = requireNonNull(equal.get(column), "values");
            if ((long) keys.size() * values.size() > KEYS_MAX) {
                return null;
            }
            List<List<@Nullable Object>> longer = new ArrayList<>();
            for (List<@Nullable Object> prefix : keys) {
                for (Object value : values) {
                    List<@Nullable Object> extended = new ArrayList<>(prefix);
                    extended.add(value);
                    longer.add(extended);
                }
            }
            keys = longer;
        }
        List<Batch> rows = new ArrayList<>();
        for (TableKey each : keys.stream().map(TableKey::of).distinct().toList()) {
            if (!each.hasNull()) {
                rows.add(lookup(each));
            }
        }
        return rows;
    }

    private Batch lookup(TableKey key) {
        KeyedWrites.Write write = writes == null ? null : writes.write(key);
        if (write == null) {
            return base.lookup(key.values());
        }
        BatchBuilder builder = new BatchBuilder(base.schema(), 1);
        if (write.row() != null) {
            builder.addRow(1, write.row());
        }
        return builder.build();
    }

    private @Nullable List<Batch> byIndex(Map<Integer, List<@Nullable Object>> equal) {
        for (IndexSnapshot index : base.indexes()) {
            List<Object> prefix = new ArrayList<>();
            for (int column : index.columns()) {
                List<@Nullable Object> values = equal.get(column);
                if (values == null || values.size() != 1 || values.getFirst() == null) {
                    break;
                }
                prefix.add(requireNonNull(values.getFirst(), "value"));
            }
            if (!prefix.isEmpty()) {
                IndexedRows rows = index.rows(List.of(IndexRange.of(prefix)), INDEXED_MAX);
                if (rows != null) {
                    return all(writes == null ? rows : new OverlaidTable(rows, writes));
                }
            }
        }
        return null;
    }

    private static List<Batch> all(TableSnapshot rows) {
        int[] columns = IntStream.range(0, rows.schema().size()).toArray();
        List<Batch> all = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : rows.scan(columns)) {
            for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                all.add(chunk);
            }
        }
        return all;
    }

    /** Which values columns must have: of conjuncts that compare a column with constants. */
    private void collect(Expr condition, Map<Integer, List<@Nullable Object>> equal) {
        switch (condition) {
            case Logical and when and.kind() == Logical.Kind.AND ->
                    and.operands().forEach(operand -> collect(operand, equal));
            case Call call when call.function() == ScalarFunction.EQUAL -> {
                compared(call.arguments().get(0), call.arguments().get(1), equal);
                compared(call.arguments().get(1), call.arguments().get(0), equal);
            }
            case InList list when list.input() instanceof ColumnRef column ->
                    equal.putIfAbsent(
                            column.index(), list.values().stream().map(Literal::value).toList());
            default -> {}
        }
    }

    private void compared(Expr side, Expr other, Map<Integer, List<@Nullable Object>> equal) {
        if (side instanceof ColumnRef column && readsNothing(other)) {
            Object value = RowProgram.constant(other);
            if (value == null) {
                equal.putIfAbsent(column.index(), java.util.Collections.singletonList(null));
                return;
            }
            Object own = exactly(value, other.type(), column.type());
            if (own != null) {
                equal.putIfAbsent(column.index(), List.of(own));
            }
        }
    }

    private static boolean readsNothing(Expr expression) {
        return !(expression instanceof ColumnRef)
                && expression.children().stream().allMatch(RowFinder::readsNothing);
    }

    /** The value as one of the column's type; null when it is none, or rounding would change it. */
    private static @Nullable Object exactly(Object value, Type type, Type wanted) {
        if (type.equals(wanted)) {
            return value;
        }
        boolean isWhole =
                value instanceof Integer
                        || value instanceof Long
                        || (value instanceof BigDecimal decimal
                                && decimal.stripTrailingZeros().scale() <= 0
                                && decimal.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE))
                                        <= 0);
        if (!isWhole) {
            return null;
        }
        long whole = ((Number) value).longValue();
        if (wanted == Type.BIGINT) {
            return whole;
        }
        return wanted == Type.INTEGER && whole == (int) whole ? (Integer) (int) whole : null;
    }
}
