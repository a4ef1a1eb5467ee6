package dev.tidemill.node.definition;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.ColumnBounds;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.lineage.PlanLineage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A live table's SQL and the plan it became.
 *
 * @param lineage what its columns depend on
 */
public record PlannedTable(String name, String sql, Plan plan, PlanHash hash, PlanLineage lineage) {
    public Schema schema() {
        return plan.schema();
    }

    /** The columns that identify a row, in order; empty when rows may repeat. */
    public List<Integer> key() {
        return Traits.of(plan).keys().stream()
                .filter(key -> !key.isEmpty())
                .min(java.util.Comparator.comparingInt(Set::size))
                .map(key -> List.copyOf(new TreeSet<>(key)))
                .orElse(List.of());
    }

    public boolean appendOnly() {
        return Traits.of(plan).appendOnly();
    }

    /**
     * The table as other live tables read it: never as append-only, since with another plan it may
     * lose rows.
     */
    public CatalogTable asCatalogTable() {
        return new CatalogTable(name, schema(), key(), false, -1, ColumnBounds.of(plan));
    }

    /** The tables it reads. */
    public Set<String> inputs() {
        Set<String> inputs = new TreeSet<>();
        collect(plan, inputs);
        return inputs;
    }

    private static void collect(Plan plan, Set<String> into) {
        if (plan instanceof Scan scan) {
            into.add(scan.table());
        }
        plan.inputs().forEach(input -> collect(input, into));
    }
}
