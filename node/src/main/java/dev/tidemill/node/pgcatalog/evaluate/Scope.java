package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.type.PgType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns that expressions of one query may name, and the queries around it. Owned by one
 * binding.
 */
final class Scope {
    /**
     * A column of a table, which is known by its alias; its index is that in the frame's values.
     */
    static final class Column {
        final String table;
        final String name;
        final PgType type;
        final int index;

        /** Whether {@code *} leaves it out: a system column. */
        final boolean hidden;

        /** Whether another column stands for both, since USING names them. */
        boolean merged;

        Column(String table, String name, PgType type, int index, boolean hidden) {
            this.table = table;
            this.name = name;
            this.type = type;
            this.index = index;
            this.hidden = hidden;
        }
    }

    /** The query around this one, or null. */
    final @Nullable Scope outer;

    private final List<Column> columns = new ArrayList<>();
    private BitSet touched = new BitSet();

    /** Told when a query inside this one names a column of this one or of those around it. */
    private final Deque<boolean[]> watches = new ArrayDeque<>();

    /** Whether rows are grouped, so that aggregates may stand here. */
    boolean aggregates;

    final List<WindowCall> windows = new ArrayList<>();
    final List<Evaluation> series = new ArrayList<>();

    /** Whether functions that give several rows may stand here. */
    boolean takesSeries;

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    /** Adds the column of the next index. */
    Column add(String table, String name, PgType type, boolean hidden) {
        Column column = new Column(table, name, type, columns.size(), hidden);
        columns.add(column);
        return column;
    }

    List<Column> columns() {
        return columns;
    }

    int width() {
        return columns.size();
    }

    /** Whether a query inside this one, while it is bound, names a column from out of itself. */
    boolean isNamedBy(Runnable binding) {
        boolean[] named = new boolean[1];
        watches.push(named);
        binding.run();
        watches.pop();
        return named[0];
    }

    /** The columns of this scope that were named while something was bound. */
    BitSet touchedBy(Runnable binding) {
        BitSet before = touched;
        touched = new BitSet();
        binding.run();
        BitSet now = touched;
        before.or(now);
        touched = before;
        return now;
    }

    void touch(Column column) {
        touched.set(column.index);
    }

    /** A column, and how many queries around this one it is of. */
    record Found(Column column, int levels) {}

    /** The column of a name; null when there is none, AMBIGUOUS_COLUMN when there are several. */
    @Nullable Found find(@Nullable String table, String name) {
        int levels = 0;
        for (Scope scope = this; scope != null; scope = scope.outer, levels++) {
            Column column = scope.own(table, name);
            if (column != null) {
                scope.touch(column);
                tellWatches(levels);
                return new Found(column, levels);
            }
        }
        return null;
    }

    private @Nullable Column own(@Nullable String table, String name) {
        Column found = null;
        for (Column column : columns) {
            boolean fits =
                    column.name.equals(name)
                            && (table == null ? !column.merged : column.table.equals(table));
            if (!fits) {
                continue;
            }
            if (found != null && !(table == null && (found.hidden || column.hidden))) {
                throw new TidemillException(
                        ErrorCode.AMBIGUOUS_COLUMN,
                        "column reference \"" + name + "\" is ambiguous");
            }
            if (found == null || found.hidden) {
                found = column;
            }
        }
        return found;
    }

    /** All columns of a table, and how many queries around it is; null when there is none. */
    @Nullable List<Found> table(String table) {
        int levels = 0;
        for (Scope scope = this; scope != null; scope = scope.outer, levels++) {
            List<Found> found = new ArrayList<>();
            for (Column column : scope.columns) {
                if (column.table.equals(table) && !column.hidden) {
                    scope.touch(column);
                    found.add(new Found(column, levels));
                }
            }
            if (!found.isEmpty()) {
                tellWatches(levels);
                return found;
            }
        }
        return null;
    }

    private void tellWatches(int levels) {
        Scope scope = this;
        for (int i = 0; i < levels; i++) {
            scope = java.util.Objects.requireNonNull(scope.outer);
            scope.watches.forEach(watch -> watch[0] = true);
        }
    }
}
