package dev.tidemill.definitions.quality;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.InstantText;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks as SQL that is kept live: a changed row costs as much as any aggregate does. */
final class CheckSql {
    /** Behind it a check's row is measured; before it are constants. */
    private static final String MEASURED = "FROM /* measured */ ";

    private CheckSql() {}

    /**
     * One row that says how the check stands.
     *
     * <pre>
     * SELECT 'orders' AS table_name, 'few-nulls' AS check_name, …, c.measured,
     *        CASE WHEN c.measured IS NULL THEN 'unknown' WHEN c.measured &lt; 5 THEN 'passing'
     *        ELSE 'failing' END AS state
     * FROM (SELECT CAST(count(CASE WHEN "note" IS NULL THEN 1 END) AS DOUBLE PRECISION) AS measured
     *       FROM "orders") AS c
     * </pre>
     */
    static String row(QualityCheck check) {
        return stated(
                check.table(),
                check.name(),
                check.column(),
                check.severity(),
                check.onFailure(),
                check.expectation().text(),
                measured(check));
    }

    /** A promise of freshness: the newest row is counted while it is young enough. */
    static String row(ServiceLevel.Freshness freshness) {
        String young =
                "SELECT CAST(count(*) AS DOUBLE PRECISION) AS measured FROM (SELECT max(%s) AS newest FROM %s) AS m WHERE m.newest > now() - INTERVAL '%d' SECOND"
                        .formatted(
                                name(freshness.eventTime()),
                                name(freshness.table()),
                                Math.max(1, freshness.bound().toSeconds()));
        return stated(
                freshness.table(),
                ServiceLevel.FRESHNESS,
                freshness.eventTime(),
                QualityCheck.SEVERITY_DEFAULT,
                QualityCheck.OnFailure.ALERT,
                "> 0",
                young);
    }

    /** A promise of latency: what the mill has measured last; unknown before it has. */
    static String row(ServiceLevel.Latency latency) {
        String last =
                "SELECT max(p99_millis) AS measured FROM %s WHERE table_name = %s"
                        .formatted(ServiceLevel.LATENCIES, text(latency.table()));
        return stated(
                latency.table(),
                ServiceLevel.LATENCY,
                null,
                QualityCheck.SEVERITY_DEFAULT,
                QualityCheck.OnFailure.ALERT,
                "<= " + latency.boundMillis(),
                last);
    }

    private static String stated(
            String table,
            String check,
            @Nullable String column,
            String severity,
            QualityCheck.OnFailure onFailure,
            String expected,
            String measured) {
        return """
        SELECT %s AS table_name, %s AS check_name, %s AS column_name, %s AS severity,
          %s AS on_failure, %s AS expected, c.measured,
          CASE WHEN c.measured IS NULL THEN 'unknown' WHEN c.measured %s THEN 'passing'
            ELSE 'failing' END AS state
        %s(%s) AS c"""
                .formatted(
                        text(table),
                        text(check),
                        column == null ? "CAST(NULL AS TEXT)" : text(column),
                        text(severity),
                        text(onFailure.name().toLowerCase(Locale.ROOT)),
                        text(expected),
                        expected,
                        MEASURED,
                        measured);
    }

    /** The row of a check that cannot be measured, of the row that it has otherwise. */
    static String unknown(String row) {
        int measured = row.indexOf(MEASURED);
        return measured < 0
                ? row
                : row.substring(0, measured)
                        + "FROM (VALUES (CAST(NULL AS DOUBLE PRECISION))) AS c(measured)";
    }

    private static String measured(QualityCheck check) {
        String table = name(check.table());
        return switch (check.measure()) {
            case Measure.RowCount _ -> number("count(*)") + " FROM " + table;
            case Measure.OfRows rows -> {
                String counted = "count(CASE WHEN " + atFault(rows) + " THEN 1 END)";
                yield number(check.percent() ? share(counted, "count(*)") : counted)
                        + " FROM "
                        + table;
            }
            case Measure.DuplicateValues duplicates -> {
                String more = "sum(g.n - 1)";
                String columns =
                        duplicates.columns().stream()
                                .map(CheckSql::name)
                                .collect(Collectors.joining(", "));
                yield number(
                                check.percent()
                                        ? share(more, "sum(g.n)")
                                        : "COALESCE(" + more + ", 0)")
                        + " FROM (SELECT count(*) AS n FROM %s GROUP BY %s) AS g"
                                .formatted(table, columns);
            }
            case Measure.Query query ->
                    number("max(q.measured)")
                            // A comment may end the query.
                            + " FROM (\n"
                            + query.sql()
                            + "\n) AS q(measured)";
        };
    }

    private static String number(String expression) {
        return "SELECT CAST(" + expression + " AS DOUBLE PRECISION) AS measured";
    }

    private static String share(String part, String whole) {
        return "COALESCE(100.0 * %s / NULLIF(%s, 0), 0)".formatted(part, whole);
    }

    /** The rows that the check counts, with its name before their columns. */
    static String rows(QualityCheck check) {
        return "SELECT %s AS %s, r.* FROM %s AS r WHERE %s"
                .formatted(
                        text(check.name()),
                        CheckTables.CHECK_NAME,
                        name(check.table()),
                        atFault((Measure.OfRows) check.measure()));
    }

    private static String atFault(Measure.OfRows measure) {
        String column = name(measure.column());
        return switch (measure) {
            case Measure.NullValues _ -> column + " IS NULL";
            case Measure.MissingValues missing ->
                    missing.values().isEmpty()
                            ? column + " IS NULL"
                            : column
                                    + " IS NULL OR "
                                    + in("CAST(" + column + " AS TEXT)", texts(missing.values()));
            case Measure.InvalidValues invalid ->
                    invalid.rules().stream()
                            .map(rule -> "NOT (" + holds(column, invalid.type(), rule) + ")")
                            .collect(Collectors.joining(" OR "));
        };
    }

    /** NULL where the column is NULL, which is counted by nobody. */
    private static String holds(String column, Type type, ColumnRule rule) {
        return switch (rule) {
            case ColumnRule.Range range -> between(column, type, range);
            case ColumnRule.Matches matches -> column + " ~ " + text(matches.pattern());
            case ColumnRule.Length length ->
                    "char_length(%s) BETWEEN %d AND %d"
                            .formatted(column, length.minimum(), length.maximum());
            case ColumnRule.OneOfTexts texts -> in(column, texts(texts.values()));
            case ColumnRule.OneOfIntegers numbers ->
                    in(column, numbers.values().stream().map(String::valueOf).toList());
        };
    }

    private static String between(String column, Type type, ColumnRule.Range range) {
        BigDecimal minimum = range.minimum();
        BigDecimal maximum = range.maximum();
        String least = minimum == null ? "" : column + " >= " + literal(type, minimum);
        String most = maximum == null ? "" : column + " <= " + literal(type, maximum);
        return least.isEmpty() || most.isEmpty() ? least + most : least + " AND " + most;
    }

    private static String literal(Type type, BigDecimal value) {
        return type.isNumeric()
                ? value.toPlainString()
                : "CAST(%s AS %s)"
                        .formatted(text(InstantText.written(type, value)), type.sqlName());
    }

    private static List<String> texts(List<String> values) {
        return values.stream().map(CheckSql::text).toList();
    }

    private static String in(String column, List<String> values) {
        return column + " IN (" + String.join(", ", values) + ")";
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String name(String identifier) {
        return '"' + identifier + '"';
    }
}
