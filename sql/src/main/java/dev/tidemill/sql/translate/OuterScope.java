package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Values;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The rows that a subquery is answered for.
 *
 * @param rows the plan of the outer query where the subquery stands
 * @param columns which column of it each reference means
 */
record OuterScope(Plan rows, Map<OuterRef, Integer> columns) {
    /** Where there is no outer row. */
    static final OuterScope NONE =
            new OuterScope(new Values(new Schema(List.of()), List.of()), Map.of());

    OuterScope {
        columns = Map.copyOf(columns);
    }

    /** Whether a reference means a row of this scope. */
    boolean has(OuterRef ref) {
        return columns.containsKey(ref);
    }

    int column(OuterRef ref) {
        Integer column = columns.get(ref);
        if (column == null) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "a subquery reads a column of an outer query from where it cannot be"
                                    + " seen")
                    .withHint("Give the outer query as a subquery in FROM first.");
        }
        return column;
    }

    Set<Integer> columns(Set<OuterRef> refs) {
        Set<Integer> found = new TreeSet<>();
        refs.stream().filter(this::has).forEach(ref -> found.add(column(ref)));
        return found;
    }

    /** The different values of some columns: what a subquery is to be answered for. */
    Plan domain(List<Integer> wanted) {
        List<Project.Column> picked = new ArrayList<>();
        for (int column : wanted) {
            picked.add(
                    new Project.Column(
                            rows.schema().field(column).name(),
                            new ColumnRef(column, rows.schema().type(column))));
        }
        return new Aggregate(
                new Project(rows, picked),
                IntStream.range(0, picked.size()).boxed().toList(),
                List.of());
    }
}
