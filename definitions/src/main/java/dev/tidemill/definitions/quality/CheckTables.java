package dev.tidemill.definitions.quality;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The live tables that a project's checks are kept in. They are like any other: they can be
 * queried, watched and be what an action is on.
 *
 * <ul>
 *   <li>{@code contract_checks}: one row for each check, with its number and its state;
 *   <li>{@code contract_alerts}: those of them that are to be told of and do not pass: when nobody
 *       knows any more how a check stands, that is no end of its alert;
 *   <li>{@code quarantine_TABLE}: a table's rows at fault, once for each check that says so.
 * </ul>
 */
public final class CheckTables {
    public static final String CHECKS = "contract_checks";
    public static final String ALERTS = "contract_alerts";

    /** The column before those of the table, in a quarantine. */
    static final String CHECK_NAME = "check_name";

    public static final String QUARANTINE_PREFIX = "quarantine_";

    /** Between the queries of two checks; a check's own query has another UNION. */
    private static final String NEXT_CHECK = "\nUNION ALL /* the next check */\n";

    private final List<QualityCheck> checks;
    private final List<ServiceLevel> levels;

    /** The tables of these checks and promises. */
    public CheckTables(List<QualityCheck> checks, List<ServiceLevel> levels) {
        this.checks = List.copyOf(checks);
        this.levels = List.copyOf(levels);
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
        for (ServiceLevel level : levels) {
            String name =
                    level.table()
                            + switch (level) {
                                case ServiceLevel.Freshness _ -> "." + ServiceLevel.FRESHNESS;
                                case ServiceLevel.Latency _ -> "." + ServiceLevel.LATENCY;
                            };
            queries.add(
                    new CheckQuery(
                            name,
                            level.place(),
                            switch (level) {
                                case ServiceLevel.Freshness fresh -> CheckSql.row(fresh);
                                case ServiceLevel.Latency latency -> CheckSql.row(latency);
                            }));
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
        sqls.put(CHECKS, String.join(NEXT_CHECK, queries.stream().map(CheckQuery::sql).toList()));
        sqls.put(
                ALERTS,
                // A latency is unknown until rows come, and that breaks no promise.
                "SELECT * FROM %s WHERE on_failure <> 'warn' AND (state = 'failing' OR state = 'unknown' AND check_name <> '%s')"
                        .formatted(CHECKS, ServiceLevel.LATENCY));
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

    /**
     * The query of {@link #CHECKS} for when some tables do not run: the checks that read one are
     * there, and unknown.
     *
     * @param checks the query that {@link #sqls} gave
     * @param runs whether all tables of a query run
     */
    public static String withoutUnknown(String checks, Predicate<String> runs) {
        List<String> parts = new ArrayList<>();
        for (String part : checks.split(Pattern.quote(NEXT_CHECK), -1)) {
            parts.add(runs.test(part) ? part : CheckSql.unknown(part));
        }
        return String.join(NEXT_CHECK, parts);
    }

    private static String union(List<String> parts) {
        return String.join("\nUNION ALL\n", parts);
    }
}
