package dev.tidemill.definitions.quality;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.RuleReader;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the checks of a contract that are about whole tables. Those that look at each row of a
 * declared table as it comes, and let none pass, are {@link RuleReader}'s. Owned by one call.
 */
public final class QualityReader {

    private final Problems problems;
    private final List<QualityCheck> checks = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private QualityReader(Problems problems) {
        this.problems = requireNonNull(problems, "problems");
    }

    /**
     * The checks without problems.
     *
     * @param tables the contract's tables that have no problems; the others are not looked at
     */
    public static List<QualityCheck> read(
            YamlFile contract, List<TableContract> tables, Problems problems) {
        var reader = new QualityReader(problems);
        for (YamlValue at : contract.top().at("schema").items()) {
            tables.stream()
                    .filter(table -> table.name().equals(at.at("name").text()))
                    .findFirst()
                    .ifPresent(table -> reader.table(at, table));
        }
        return List.copyOf(reader.checks);
    }

    private void table(YamlValue at, TableContract table) {
        for (YamlValue quality : at.at("quality").items()) {
            add(quality, table, null);
        }
        for (YamlValue property : at.at("properties").items()) {
            ColumnContract column = table.columnOrNull(property.at("name").text());
            for (YamlValue quality : property.at("quality").items()) {
                if (column != null && !RuleReader.isRowRule(quality, table.kind())) {
                    add(quality, table, column);
                }
            }
            if (column != null && table.kind() == TableKind.LIVE) {
                addRules(property, table, column);
            }
        }
    }

    /** What a declared table's rows are held to as they come, a live table's are checked for. */
    private void addRules(YamlValue property, TableContract table, ColumnContract column) {
        if (column.required()) {
            checks.add(
                    rowCheck(
                            property,
                            table,
                            column,
                            new Measure.NullValues(column.name()),
                            "required"));
        }
        if (!column.rules().isEmpty()) {
            checks.add(
                    rowCheck(
                            property,
                            table,
                            column,
                            new Measure.InvalidValues(column.name(), column.type(), column.rules()),
                            "valid"));
        }
    }

    private QualityCheck rowCheck(
            YamlValue property,
            TableContract table,
            ColumnContract column,
            Measure measure,
            String rule) {
        return new QualityCheck(
                unique(property, table, column.name() + "-" + rule),
                table.name(),
                column.name(),
                measure,
                false,
                Expectation.zero(),
                QualityCheck.SEVERITY_DEFAULT,
                QualityCheck.OnFailure.WARN,
                column.description(),
                property.place());
    }

    private void add(YamlValue quality, TableContract table, @Nullable ColumnContract column) {
        String type = quality.at("type").textOr("library");
        if (type.equals("text")) {
            return; // For people.
        }
        int before = problems.count();
        Measure measure =
                type.equals("sql")
                        ? query(quality, table, column)
                        : library(quality, table, column);
        boolean percent = quality.at("unit").text().equals("percent");
        Expectation expectation = expectation(quality);
        if (measure == null || expectation == null || problems.count() > before) {
            return;
        }
        if (percent && (measure instanceof Measure.RowCount || measure instanceof Measure.Query)) {
            problems.add(
                    quality.at("unit").place(),
                    "this check counts no share of rows",
                    "leave the unit out, or divide in the query");
            return;
        }
        checks.add(
                new QualityCheck(
                        unique(quality, table, name(quality, column, measure)),
                        table.name(),
                        column == null ? null : column.name(),
                        measure,
                        percent,
                        expectation,
                        quality.at("severity").textOr(QualityCheck.SEVERITY_DEFAULT),
                        onFailure(quality, measure, table),
                        quality.at("description").textOrNull(),
                        quality.place()));
    }

    private static String name(YamlValue quality, @Nullable ColumnContract column, Measure of) {
        String kind =
                switch (of) {
                    case Measure.RowCount _ -> "row-count";
                    case Measure.NullValues _ -> "null-values";
                    case Measure.MissingValues _ -> "missing-values";
                    case Measure.InvalidValues _ -> "invalid-values";
                    case Measure.DuplicateValues _ -> "duplicate-values";
                    case Measure.Query _ -> "query";
                };
        return quality.at("name").textOr(column == null ? kind : column.name() + "-" + kind);
    }

    private String unique(YamlValue at, TableContract table, String name) {
        if (name.equals(ServiceLevel.FRESHNESS) || name.equals(ServiceLevel.LATENCY)) {
            problems.add(
                    at.place(),
                    "the name " + name + " is that of a promise",
                    "give the check another one");
        }
        if (!names.add(table.name() + "/" + name)) {
            problems.add(
                    at.place(),
                    "a second check named " + name + " of " + table.name(),
                    "give it a name of its own");
        }
        return name;
    }

    private @Nullable Measure library(
            YamlValue quality, TableContract table, @Nullable ColumnContract column) {
        YamlValue arguments = quality.at("arguments");
        String metric = quality.at("metric").text();
        if (metric.isEmpty()) {
            problems.add(
                    quality.place(),
                    "the check has no metric",
                    "write metric: nullValues, missingValues, invalidValues, duplicateValues or"
                            + " rowCount, or type: sql and a query");
            return null;
        }
        if (metric.equals("rowCount")) {
            return new Measure.RowCount();
        }
        if (metric.equals("duplicateValues")) {
            return duplicates(quality, table, column);
        }
        if (column == null) {
            problems.add(
                    quality.at("metric").place(),
                    metric + " is about a column",
                    "move the check to the quality of a property");
            return null;
        }
        return switch (metric) {
            case "nullValues" -> new Measure.NullValues(column.name());
            case "missingValues" ->
                    new Measure.MissingValues(column.name(), arguments.at("missingValues").texts());
            default -> invalid(quality, column);
        };
    }

    private @Nullable Measure invalid(YamlValue quality, ColumnContract column) {
        List<ColumnRule> rules = RuleReader.arguments(quality, column.type(), problems);
        return rules.isEmpty()
                ? null
                : new Measure.InvalidValues(column.name(), column.type(), rules);
    }

    private @Nullable Measure duplicates(
            YamlValue quality, TableContract table, @Nullable ColumnContract column) {
        YamlValue properties = quality.at("arguments").at("properties");
        List<String> columns = column == null ? properties.texts() : List.of(column.name());
        if (columns.isEmpty()) {
            problems.add(
                    quality.place(),
                    "the check does not say which columns must differ",
                    "name them in arguments.properties");
            return null;
        }
        for (YamlValue name : properties.items()) {
            if (table.columnOrNull(name.text()) == null) {
                problems.add(
                        name.place(),
                        table.name() + " has no column " + name.text(),
                        ClosestWord.hint(name.text(), table.columnNames()));
                return null;
            }
        }
        return new Measure.DuplicateValues(columns);
    }

    private @Nullable Measure query(
            YamlValue quality, TableContract table, @Nullable ColumnContract column) {
        YamlValue query = quality.at("query");
        if (!query.exists()) {
            problems.add(quality.place(), "a check of type sql needs a query");
            return null;
        }
        String sql = query.text().strip();
        while (sql.endsWith(";")) {
            sql = sql.substring(0, sql.length() - 1).stripTrailing();
        }
        for (String name : List.of("${object}", "${table}", "{object}", "{table}")) {
            sql = sql.replace(name, table.name());
        }
        for (String name : List.of("${property}", "${column}", "{property}", "{column}")) {
            sql = column == null ? sql : sql.replace(name, column.name());
        }
        return new Measure.Query(sql);
    }

    private @Nullable Expectation expectation(YamlValue quality) {
        List<Expectation.Comparison> given = new ArrayList<>();
        for (Expectation.Comparison comparison : Expectation.Comparison.values()) {
            if (quality.at(comparison.key()).exists()) {
                given.add(comparison);
            }
        }
        if (given.size() != 1) {
            problems.add(
                    quality.place(),
                    given.isEmpty()
                            ? "the check does not say what its number must be"
                            : "the check has more than one comparison",
                    "write one, such as mustBe: 0 or mustBeLessThan: 5");
            return null;
        }
        Expectation.Comparison comparison = given.getFirst();
        YamlValue value = quality.at(comparison.key());
        List<BigDecimal> bounds = new ArrayList<>();
        for (YamlValue bound : comparison.hasRange() ? value.items() : List.of(value)) {
            Optional.ofNullable(bound.decimalOrNull()).ifPresent(bounds::add);
        }
        if (comparison.hasRange() && bounds.getFirst().compareTo(bounds.getLast()) > 0) {
            problems.add(value.place(), "the smaller number stands first");
            return null;
        }
        return new Expectation(comparison, bounds);
    }

    private QualityCheck.OnFailure onFailure(
            YamlValue quality, Measure measure, TableContract table) {
        for (YamlValue custom : quality.at("customProperties").items()) {
            if (custom.at("property").text().equals(RuleReader.ON_FAILURE)) {
                return onFailureNamed(custom.at("value"), measure, table);
            }
        }
        return QualityCheck.OnFailure.WARN;
    }

    private QualityCheck.OnFailure onFailureNamed(
            YamlValue value, Measure measure, TableContract table) {
        List<String> known = List.of("warn", "alert", "quarantine");
        if (!known.contains(value.text())) {
            problems.add(
                    value.place(),
                    "“" + value.written() + "” is not what can happen when a check fails",
                    ClosestWord.hint(value.text(), known));
            return QualityCheck.OnFailure.WARN;
        }
        var onFailure = QualityCheck.OnFailure.valueOf(value.text().toUpperCase(Locale.ROOT));
        if (onFailure == QualityCheck.OnFailure.QUARANTINE
                && !(measure instanceof Measure.OfRows)) {
            problems.add(
                    value.place(),
                    "no single row is at fault when this check fails",
                    "quarantine goes with nullValues, missingValues and invalidValues");
        }
        if (onFailure == QualityCheck.OnFailure.QUARANTINE
                && table.columnOrNull(CheckTables.CHECK_NAME) != null) {
            problems.add(
                    value.place(),
                    "the quarantine would have two columns " + CheckTables.CHECK_NAME,
                    "rename the column of " + table.name());
        }
        return onFailure;
    }
}
