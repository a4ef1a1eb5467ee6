package dev.tidemill.node.statement;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.IndexSnapshot;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.definition.DefinitionsInForce.View;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.TableConstraints;
import dev.tidemill.sql.statement.TableRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of SHOW: the tables, their columns and the statements that would make them. */
final class Inventory {
    private static final Schema TABLES =
            Schema.of(
                    new Field("table_name", Type.TEXT, false),
                    new Field("kind", Type.TEXT, false),
                    new Field("key", Type.TEXT, true),
                    new Field("rows", Type.BIGINT, false),
                    new Field("errors", Type.BIGINT, true));
    private static final Schema COLUMNS =
            Schema.of(
                    new Field("column_name", Type.TEXT, false),
                    new Field("type", Type.TEXT, false),
                    new Field("nullable", Type.BOOLEAN, false),
                    new Field("key", Type.BOOLEAN, false));
    private static final Schema CREATE =
            Schema.of(
                    new Field("table_name", Type.TEXT, false),
                    new Field("statement", Type.TEXT, false));

    private static final Schema INDEXES =
            Schema.of(
                    new Field("index_name", Type.TEXT, false),
                    new Field("table_name", Type.TEXT, false),
                    new Field("columns", Type.TEXT, false),
                    new Field("entries", Type.BIGINT, true),
                    new Field("bytes", Type.BIGINT, true),
                    new Field("statement", Type.TEXT, false));

    private final View view;
    private final CircuitSnapshot snapshot;
    private final Sight sight;

    /**
     * @param sight of whoever is shown it
     */
    Inventory(View view, CircuitSnapshot snapshot, Sight sight) {
        this.view = view;
        this.snapshot = snapshot;
        this.sight = sight;
    }

    /** Whether a table is there, and for whoever is shown it. */
    private boolean isThere(String name) {
        return snapshot.tables().contains(name) && sight.sees(name);
    }

    private long rows(String name) {
        return sight.of(name, snapshot.table(name)).rows();
    }

    /** NULL when the table is not seen as a whole. */
    private @Nullable Long errors(PlannedTable table) {
        return sight.seesWhole(table.name(), table.schema())
                ? snapshot.errors(table.name()).rows()
                : null;
    }

    Batch tables(boolean liveOnly) {
        BatchBuilder builder = new BatchBuilder(TABLES, view.inputs().size());
        if (!liveOnly) {
            new TreeMap<>(view.inputs())
                    .forEach(
                            (name, table) -> {
                                if (isThere(name)) {
                                    builder.add(
                                            1,
                                            name,
                                            kind(table),
                                            key(table.schema(), table.key()),
                                            rows(name),
                                            null);
                                }
                            });
        }
        Set<String> previews = view.definitions().previewNames();
        new TreeMap<>(view.liveTables())
                .forEach(
                        (name, table) -> {
                            if (isThere(name)) {
                                builder.add(
                                        1,
                                        name,
                                        previews.contains(name) ? "preview" : "live",
                                        key(table.schema(), table.key()),
                                        rows(name),
                                        errors(table));
                            }
                        });
        new TreeMap<>(view.building())
                .forEach(
                        (name, build) -> {
                            if (!snapshot.tables().contains(name) && sight.sees(name)) {
                                PlannedTable table = build.table();
                                builder.add(
                                        1,
                                        name,
                                        "building",
                                        key(table.schema(), table.key()),
                                        0L,
                                        null);
                            }
                        });
        return builder.build();
    }

    private static String kind(InputTable table) {
        return SystemTables.isSystem(table.name()) ? "system" : table.isKeyed() ? "keyed" : "event";
    }

    private static @Nullable String key(Schema schema, List<Integer> key) {
        return key.isEmpty()
                ? null
                : key.stream().map(i -> schema.field(i).name()).collect(Collectors.joining(", "));
    }

    Batch columns(String name) {
        PlannedTable live = view.liveTables().get(name);
        Schema schema = live != null ? live.schema() : input(name).schema();
        List<Integer> key = live != null ? live.key() : input(name).key();
        BatchBuilder builder = new BatchBuilder(COLUMNS, schema.size());
        Schema seen = sight.columns(name, schema);
        for (Field field : seen.fields()) {
            builder.add(
                    1,
                    field.name(),
                    field.type().sqlName(),
                    field.nullable(),
                    key.contains(schema.indexOf(field.name())));
        }
        return builder.build();
    }

    Batch create(String name) {
        PlannedTable live = view.liveTables().get(name);
        Schema schema = live != null ? live.schema() : input(name).schema();
        sight.requireWhole(List.of(new Sight.TableColumns(name, schema)));
        BatchBuilder builder = new BatchBuilder(CREATE, 1);
        builder.add(
                1,
                name,
                live != null
                        ? "CREATE LIVE TABLE " + quoted(name) + " AS\n" + live.sql().strip()
                        : create(input(name)));
        return builder.build();
    }

    /**
     * The indexes of one table, or of all for the empty name. What only a table that runs has, is
     * NULL for one that does not.
     */
    Batch indexes(String table) {
        if (!table.isEmpty() && !view.isLive(table)) {
            input(table);
        }
        List<TableIndex> indexes =
                view.definitions().tableIndexes().stream()
                        .filter(index -> table.isEmpty() || index.table().equals(table))
                        .filter(index -> sight.sees(index.table()))
                        .sorted(Comparator.comparing(TableIndex::name))
                        .toList();
        BatchBuilder builder = new BatchBuilder(INDEXES, indexes.size());
        for (TableIndex index : indexes) {
            IndexSnapshot kept = kept(index);
            builder.add(
                    1,
                    index.name(),
                    index.table(),
                    String.join(", ", index.columns()),
                    kept == null ? null : kept.entries(),
                    kept == null ? null : kept.bytes(),
                    "CREATE %sINDEX %s ON %s (%s)"
                            .formatted(
                                    index.unique() ? "UNIQUE " : "",
                                    quoted(index.name()),
                                    quoted(index.table()),
                                    index.columns().stream()
                                            .map(Inventory::quoted)
                                            .collect(Collectors.joining(", "))));
        }
        return builder.build();
    }

    private @Nullable IndexSnapshot kept(TableIndex index) {
        if (!snapshot.tables().contains(index.table())
                || !sight.seesWhole(index.table(), snapshot.table(index.table()).schema())) {
            return null;
        }
        return snapshot.table(index.table()).indexes().stream()
                .filter(kept -> kept.name().equals(index.name()))
                .findFirst()
                .orElse(null);
    }

    private String create(InputTable table) {
        TableConstraints constraints = view.definitions().constraintsOf(table.name());
        Map<String, String> defaults = constraints.rules().defaultsByColumn();
        List<String> lines = new ArrayList<>();
        for (Field field : table.schema().fields()) {
            String standing = defaults.get(field.name());
            lines.add(
                    "  "
                            + quoted(field.name())
                            + " "
                            + field.type().sqlName()
                            + (field.nullable() ? "" : " NOT NULL")
                            + (standing == null ? "" : " DEFAULT " + standing));
        }
        if (table.isKeyed()) {
            lines.add(
                    table.key().stream()
                            .map(i -> quoted(table.schema().field(i).name()))
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "  " + named(constraints.keyName()) + "PRIMARY KEY (",
                                            ")")));
        }
        for (TableRules.Check check : constraints.checks()) {
            lines.add("  " + named(check.name()) + "CHECK (" + check.sql() + ")");
        }
        return "CREATE TABLE " + quoted(table.name()) + " (\n" + String.join(",\n", lines) + "\n)";
    }

    private static String named(@Nullable String constraint) {
        return constraint == null ? "" : "CONSTRAINT " + quoted(constraint) + " ";
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z_0-9]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private InputTable input(String name) {
        InputTable table = view.inputs().get(name);
        if (table == null) {
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, "there is no table " + name);
        }
        return table;
    }
}
