package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the tables of one contract file whose schema was checked. Owned by one call. */
public final class ContractReader {
    private static final List<String> OWN_PROPERTIES =
            List.of(
                    "tableKind",
                    "eventTime",
                    "lateness",
                    "idleTimeout",
                    "retention",
                    "retentionRows",
                    "timeMeaning");

    private final YamlFile file;
    private final Problems problems;

    private ContractReader(YamlFile file, Problems problems) {
        this.file = requireNonNull(file, "file");
        this.problems = requireNonNull(problems, "problems");
    }

    /** The tables without problems. */
    public static List<TableContract> read(YamlFile file, Problems problems) {
        return new ContractReader(file, problems).read();
    }

    private List<TableContract> read() {
        List<TableContract> tables = new ArrayList<>();
        for (YamlValue table : file.top().at("schema").items()) {
            readTable(table).ifPresent(tables::add);
        }
        return tables;
    }

    private Optional<TableContract> readTable(YamlValue table) {
        int before = problems.count();
        Map<String, YamlValue> own = ownProperties(table);
        TableKind kind = kind(table, own.get("tableKind"));
        List<ColumnContract> columns = columns(table, kind);
        List<String> key = key(table);
        if (kind == TableKind.KEYED && key.isEmpty()) {
            problems.add(
                    table.place(),
                    "the keyed table " + table.at("name").text() + " has no primary key",
                    "set primaryKey: true on a property");
        }
        String eventTime = eventTime(table, kind, own.get("eventTime"), columns);
        TableLateness lateness =
                new LatenessReader(problems).read(table, kind, own, eventTime, columns);
        TableRetention retention = new RetentionReader(problems).read(kind, own, eventTime);
        if (problems.count() > before) {
            return Optional.empty();
        }
        return Optional.of(
                new TableContract(
                        table.at("name").text(),
                        file.name(),
                        file.top().at("version").text(),
                        table.at("description").textOrNull(),
                        kind,
                        columns,
                        key,
                        eventTime,
                        lateness,
                        retention,
                        own.containsKey("timeMeaning") ? own.get("timeMeaning").text() : null,
                        terms(table)));
    }

    private ContractTerms terms(YamlValue table) {
        YamlValue top = file.top();
        YamlValue team = top.at("team");
        List<YamlValue> members = team.node().isArray() ? team.items() : team.at("members").items();
        List<String> tags = new ArrayList<>(top.at("tags").texts());
        tags.addAll(table.at("tags").texts());
        return new ContractTerms(
                top.at("id").text(),
                top.at("status").text(),
                team.at("name").textOrNull(),
                members.stream()
                        .map(
                                member ->
                                        new ContractTerms.Owner(
                                                member.at("username").text(),
                                                member.at("role").textOrNull()))
                        .toList(),
                tags.stream().distinct().toList());
    }

    private Map<String, YamlValue> ownProperties(YamlValue table) {
        Map<String, YamlValue> own = new HashMap<>();
        for (YamlValue custom : table.at("customProperties").items()) {
            String property = custom.at("property").text();
            Optional<String> meant = ClosestWord.to(property, OWN_PROPERTIES);
            if (OWN_PROPERTIES.contains(property)) {
                own.put(property, custom.at("value"));
            } else if (meant.isPresent()) {
                // Other tools' properties are theirs, but a misspelt one of ours would be lost.
                problems.add(
                        custom.at("property").place(),
                        "unknown property “" + property + "”",
                        "did you mean " + meant.get() + "?");
            }
        }
        return own;
    }

    private List<ColumnContract> columns(YamlValue table, TableKind kind) {
        List<ColumnContract> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlValue property : table.at("properties").items()) {
            String name = property.at("name").text();
            if (!names.add(name)) {
                problems.add(property.at("name").place(), "a second column named " + name);
            }
            column(property, name, kind).ifPresent(columns::add);
        }
        return columns;
    }

    private Optional<ColumnContract> column(YamlValue property, String name, TableKind kind) {
        YamlValue physical = property.at("physicalType");
        Optional<Type> type = TypeNames.parse(physical.text());
        if (type.isEmpty()) {
            problems.add(
                    physical.place(),
                    "unknown type “" + physical.written() + "”",
                    ClosestWord.hint(physical.text(), TypeNames.KNOWN));
            return Optional.empty();
        }
        checkLogicalType(property, type.get());
        return Optional.of(
                new ColumnContract(
                        name,
                        type.get(),
                        isRequired(property, kind),
                        new RuleReader(type.get(), problems).read(property, kind),
                        property.at("classification").textOrNull(),
                        property.at("description").textOrNull(),
                        property.at("tags").texts(),
                        new SubjectReader(problems).read(property, kind, type.get())));
    }

    private void checkLogicalType(YamlValue property, Type type) {
        YamlValue logical = property.at("logicalType");
        String expected = TypeNames.logicalType(type);
        boolean wholeDecimal = logical.text().equals("integer") && expected.equals("number");
        if (!logical.text().equals(expected) && !(wholeDecimal && type != Type.DOUBLE)) {
            problems.add(
                    logical.place(),
                    "logicalType %s does not fit %s".formatted(logical.text(), type.sqlName()),
                    "write logicalType: " + expected);
        }
        YamlValue zone = property.at("logicalTypeOptions").at("timezone");
        if (zone.exists() && zone.booleanOr(false) != (type == Type.TIMESTAMPTZ)) {
            problems.add(
                    zone.place(),
                    type.sqlName() + " has " + (zone.booleanOr(false) ? "no" : "a") + " time zone",
                    "TIMESTAMP is local, TIMESTAMPTZ has a zone");
        }
    }

    /** A key's columns are required whether the contract says so or not. */
    private static boolean isRequired(YamlValue property, TableKind kind) {
        boolean demanded =
                property.at("quality").items().stream()
                        .filter(quality -> RuleReader.isRowRule(quality, kind))
                        .anyMatch(quality -> quality.at("metric").text().equals("nullValues"));
        return demanded
                || property.at("required").booleanOr(false)
                || property.at("primaryKey").booleanOr(false);
    }

    private static List<String> key(YamlValue table) {
        return table.at("properties").items().stream()
                .filter(property -> property.at("primaryKey").booleanOr(false))
                .sorted(
                        Comparator.comparingInt(
                                property ->
                                        property.at("primaryKeyPosition").intOr(Integer.MAX_VALUE)))
                .map(property -> property.at("name").text())
                .toList();
    }

    private TableKind kind(YamlValue table, @Nullable YamlValue value) {
        String name = value == null ? "" : value.text();
        return switch (name) {
            case "event" -> TableKind.EVENT;
            case "keyed" -> TableKind.KEYED;
            case "live" -> TableKind.LIVE;
            default -> {
                problems.add(
                        value == null ? table.place() : value.place(),
                        value == null
                                ? "the custom property tableKind is missing"
                                : "“" + name + "” is no kind of table",
                        "event for rows that are only appended, keyed for rows with a primary key,"
                                + " live for a query in tables/");
                yield TableKind.EVENT;
            }
        };
    }

    private @Nullable String eventTime(
            YamlValue table,
            TableKind kind,
            @Nullable YamlValue value,
            List<ColumnContract> columns) {
        if (value == null) {
            if (kind == TableKind.EVENT) {
                problems.add(
                        table.place(),
                        "the event table " + table.at("name").text() + " has no event time",
                        "name its column in the custom property eventTime");
            }
            return null;
        }
        ColumnContract column =
                columns.stream()
                        .filter(candidate -> candidate.name().equals(value.text()))
                        .findFirst()
                        .orElse(null);
        if (kind == TableKind.KEYED) {
            problems.add(value.place(), "a keyed table has no event time");
        } else if (column == null) {
            problems.add(
                    value.place(),
                    "there is no column " + value.text(),
                    ClosestWord.hint(
                            value.text(), columns.stream().map(ColumnContract::name).toList()));
        } else if (!column.type().isTimestamp()) {
            problems.add(
                    value.place(),
                    "the event time " + column.name() + " is " + column.type().sqlName(),
                    "make it a TIMESTAMP or TIMESTAMPTZ");
        } else if (!column.required() && kind == TableKind.EVENT) {
            problems.add(
                    value.place(),
                    "the event time " + column.name() + " may be NULL",
                    "set required: true on it");
        }
        return value.text();
    }
}
