package dev.tidemill.definitions.quality;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The live tables that a project's checks are kept in. They are like any other: they can be
 * queried, watched and be what an action is on.
 *
 * <ul>
 *   <li>{@code contract_checks}: one row for each check, with its number and its state;
 *   <li>{@code contract_alerts}: those of them that fail and are to be told of;
 *   <li>{@code quarantine_TABLE}: a table's rows at fault, once for each check that says so.
 * </ul>
 */
public final class CheckTables {
    public static final String CHECKS = "contract_checks";
    public static final String ALERTS = "contract_alerts";

    /** The column before those of the table, in a quarantine. */
    static final String CHECK_NAME = "check_name";

    public static final String QUARANTINE_PREFIX = "quarantine_";

    private final List<QualityCheck> checks;
    private final List<ServiceLevel.Freshness> freshness = new ArrayList<>();

    /** The tables of these checks and of the promises of freshness. */
    public CheckTables(List<QualityCheck> checks, List<ServiceLevel> levels) {
        this.checks = List.copyOf(checks);
        for (ServiceLevel level : levels) {
            if (level instanceof ServiceLevel.Freshness fresh) {
                freshness.add(fresh);
            }
        }
    }

    /** One check and the query that gives its row, for whoever plans them one by one. */
    public record CheckQuery(String name, Place place, String sql) {
        public CheckQuery {
            requireNonNull(name, "name");
            requireNonNull(place, "place");
            requireNonNull(sql, "sql");
        }
    }

    /** The checks' queries one by one. */
    public List<CheckQuery> queries() {
        List<CheckQuery> queries = new ArrayList<>();
        for (QualityCheck check : checks) {
            queries.add(
                    new CheckQuery(
                            check.table() + "." + check.name(),
                            check.place(),
                            CheckSql.row(check)));
        }
        for (ServiceLevel.Freshness fresh : freshness) {
            queries.add(
                    new CheckQuery(
                            fresh.table() + ".freshness", fresh.place(), CheckSql.row(fresh)));
        }
        return queries;
    }

    /** SQL by table; empty when the project has no checks. */
    public Map<String, String> sqls() {
        List<CheckQuery> queries = queries();
        if (queries.isEmpty()) {
            return Map.of();
        }
        Map<String, String> sqls = new LinkedHashMap<>();
        sqls.put(CHECKS, union(queries.stream().map(CheckQuery::sql).toList()));
        sqls.put(
                ALERTS,
                "SELECT * FROM %s WHERE state = 'failing' AND on_failure <> 'warn'"
                        .formatted(CHECKS));
        Map<String, List<String>> rows = new TreeMap<>();
        for (QualityCheck check : checks) {
            if (check.onFailure() == QualityCheck.OnFailure.QUARANTINE) {
                rows.computeIfAbsent(check.table(), _ -> new ArrayList<>())
                        .add(CheckSql.rows(check));
            }
        }
        rows.forEach((table, parts) -> sqls.put(QUARANTINE_PREFIX + table, union(parts)));
        return Collections.unmodifiableMap(sqls);
    }

    private static String union(List<String> parts) {
        return String.join("\nUNION ALL\n", parts);
    }
}
