package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.RefusedRow;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.projecttest.ProjectTest;
import dev.tidemill.definitions.projecttest.TestChange;
import dev.tidemill.definitions.projecttest.TestRows;
import dev.tidemill.definitions.projecttest.TestStep;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.ingest.SystemTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a test speaks of tables, columns and values that there are. Whether rows keep their
 * contract is not asked: a test may send rows that break it. Owned by one call.
 */
public final class TestCheck {
    private final TestTables tables;
    private final Problems problems = new Problems();

    private TestCheck(TestTables tables) {
        this.tables = requireNonNull(tables, "tables");
    }

    /** All that is wrong with a test, by line. */
    public static List<Problem> problems(ProjectTest test, TestTables tables) {
        TestCheck check = new TestCheck(tables);
        for (TestStep step : test.steps()) {
            step.changes().forEach(check::check);
            step.expected().forEach(check::checkExpected);
        }
        return check.problems.sorted();
    }

    private void check(TestChange change) {
        TestRows rows = change.rows();
        if (tables.unread().contains(rows.table())) {
            return;
        }
        InputTable table = tables.inputs().get(rows.table());
        if (table == null || SystemTables.isSystem(rows.table())) {
            refuseTable(rows);
            return;
        }
        boolean needsKey =
                switch (change.kind()) {
                    case DELETE, UPDATE -> true;
                    case INSERT, SEND -> false;
                };
        if (needsKey && !table.isKeyed()) {
            problems.add(
                    rows.place(),
                    "rows of the event table " + table.name() + " are only ever added",
                    "insert rows, or make the contract's tableKind keyed");
            return;
        }
        if (change.kind() != TestChange.Kind.SEND) {
            checkRows(change, table, needsKey ? keyNames(table) : Set.of());
        }
    }

    private void refuseTable(TestRows rows) {
        String name = rows.table();
        if (SystemTables.isSystem(name)) {
            problems.add(rows.place(), name + " is written by the mill itself");
        } else if (tables.live().containsKey(name)) {
            problems.add(
                    rows.place(),
                    name + " is a live table: its query fills it",
                    "give rows to the tables it reads");
        } else {
            problems.add(
                    rows.place(),
                    "there is no table " + name,
                    ClosestWord.hint(name, tables.inputs().keySet()));
        }
    }

    private static Set<String> keyNames(InputTable table) {
        return Set.copyOf(
                table.key().stream().map(column -> table.schema().field(column).name()).toList());
    }

    private void checkRows(TestChange change, InputTable table, Set<String> key) {
        TestRows rows = change.rows();
        int before = problems.count();
        checkColumns(rows, table.schema());
        if (change.kind() == TestChange.Kind.DELETE) {
            refuseOthers(rows, key);
        }
        if (!key.isEmpty()) {
            requireKey(rows, key);
        }
        if (problems.count() == before) {
            checkTypes(rows, table.schema());
        }
    }

    private void checkColumns(TestRows rows, Schema schema) {
        rows.columns()
                .forEach(
                        (column, place) -> {
                            if (schema.indexOf(column) < 0) {
                                problems.add(
                                        place,
                                        rows.table() + " has no column " + column,
                                        ClosestWord.hint(column, schema.names()));
                            }
                        });
    }

    private void refuseOthers(TestRows rows, Set<String> key) {
        for (Map.Entry<String, Place> column : rows.columns().entrySet()) {
            if (!key.contains(column.getKey())) {
                problems.add(
                        column.getValue(),
                        "a deletion names the key alone, and "
                                + column.getKey()
                                + " is no part of it");
            }
        }
    }

    private void requireKey(TestRows rows, Set<String> key) {
        switch (rows) {
            case TestRows.Listed listed -> {
                for (int row = 1; row <= listed.rows().size(); row++) {
                    requireKey(listed.columnsOf(row), key, listed.placeOf(row));
                }
            }
            case TestRows.Csv csv -> requireKey(csv.columns().keySet(), key, csv.place());
            case TestRows.Sent _ -> {}
        }
    }

    private void requireKey(Set<String> named, Set<String> key, Place place) {
        for (String column : key) {
            if (!named.contains(column)) {
                problems.add(place, "the key column " + column + " is missing");
            }
        }
    }

    private void checkExpected(TestRows rows) {
        if (tables.unread().contains(rows.table())) {
            return;
        }
        Schema schema = tables.schemaOrNull(rows.table());
        if (schema == null) {
            problems.add(
                    rows.place(),
                    "there is no table " + rows.table(),
                    ClosestWord.hint(rows.table(), tables.names()));
            return;
        }
        int before = problems.count();
        checkColumns(rows, schema);
        if (problems.count() == before) {
            checkTypes(rows, schema);
        }
    }

    private void checkTypes(TestRows rows, Schema schema) {
        List<RefusedRow> refused = new ArrayList<>();
        try {
            refused.addAll(TypedRows.of(rows, schema).refused());
        } catch (TidemillException e) {
            problems.add(rows.place(), e.message(), e.hint());
        }
        for (RefusedRow row : refused) {
            problems.add(place(rows, row), row.reason());
        }
    }

    private static Place place(TestRows rows, RefusedRow refused) {
        Place row = rows.placeOf(refused.row());
        return rows instanceof TestRows.Listed listed && refused.column() != null
                ? listed.rows()
                        .get(Math.toIntExact(refused.row() - 1))
                        .values()
                        .getOrDefault(refused.column(), row)
                : row;
    }
}
