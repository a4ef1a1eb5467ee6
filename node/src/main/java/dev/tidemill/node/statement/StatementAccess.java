package dev.tidemill.node.statement;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.access.Sight.TableColumns;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.statement.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each statement needs. What reads tables to write others, or to keep a live table, reads them
 * as they are: who may see a table only filtered or masked may not do that, as the rest could be
 * told from what comes of it. Owned by one call.
 */
final class StatementAccess {
    private final Sight sight;
    private final DefinitionsInForce.View view;

    StatementAccess(Sight sight, DefinitionsInForce.View view) {
        this.sight = requireNonNull(sight, "sight");
        this.view = requireNonNull(view, "view");
    }

    /** Throws FORBIDDEN unless the statement may be carried out. */
    void require(Statement statement) {
        switch (statement) {
            case Statement.Query _, Statement.ExplainQuery _ -> sight.require(Scope.READ);
            case Statement.Show show -> show(show);
            case Statement.Explain explain -> explain(explain);
            case Statement.CreateTable create -> define(create.name());
            case Statement.CreateLiveTable create -> {
                define(create.name());
                requireWhole(create.sql());
            }
            case Statement.DropTable drop -> define(drop.name());
            case Statement.CreateIndex create -> define(create.table().name());
            case Statement.DropIndex drop -> dropIndex(drop);
            case Statement.Insert insert ->
                    write(
                            Privilege.INSERT,
                            insert,
                            insert.conflict() != null || !insert.returning().isEmpty());
            case Statement.Update update -> write(Privilege.INSERT, update, true);
            case Statement.Delete delete -> write(Privilege.DELETE, delete, true);
            case Statement.Unbound _ -> sight.require(Scope.WRITE);
        }
    }

    private void show(Statement.Show show) {
        sight.require(Scope.READ);
        if (show.subject() == Statement.Show.Subject.ERRORS) {
            sight.requireUnrestricted("what the error rows say");
        }
        String table = show.table();
        if (table != null) {
            sight.require(Privilege.SELECT, table);
        }
    }

    private void explain(Statement.Explain explain) {
        sight.require(Scope.READ);
        String table = explain.table();
        if (table != null) {
            sight.require(Privilege.SELECT, table);
            PlannedTable live = view.liveTables().get(table);
            if (live != null && sight.isRestricted()) {
                // The plan names whatever columns the table is made of.
                sight.requireWhole(whole(scanned(live.plan())).values());
            }
        } else {
            scanned(requireNonNull(explain.plan()))
                    .keySet()
                    .forEach(each -> sight.require(Privilege.SELECT, each));
        }
    }

    private void define(String table) {
        sight.require(Scope.DEFINE);
        sight.require(Privilege.DEFINE, table);
    }

    /** An index that is not there is told of by whoever looks for it. */
    private void dropIndex(Statement.DropIndex drop) {
        sight.require(Scope.DEFINE);
        for (TableIndex index : view.definitions().tableIndexes()) {
            if (index.name().equals(drop.name()) && !sight.may(Privilege.DEFINE, index.table())) {
                // Without the name of its table, which may be hidden.
                throw new TidemillException(
                                ErrorCode.FORBIDDEN,
                                "%s may not drop the index %s"
                                        .formatted(sight.principal().name(), index.name()))
                        .withHint("policies/*.yaml say who may");
            }
        }
    }

    private void requireWhole(String query) {
        if (!sight.isRestricted()) {
            return;
        }
        Catalog catalog = view.wantedCatalog();
        for (String name : Planner.tablesOf(query)) {
            sight.require(Privilege.SELECT, name);
            catalog.table(name)
                    .ifPresent(
                            table ->
                                    sight.requireWhole(
                                            List.of(new TableColumns(name, table.schema()))));
        }
    }

    /**
     * @param itself whether it tells of rows of the table it writes
     */
    private void write(Privilege privilege, Statement.Write write, boolean itself) {
        String table = write.table();
        Plan rows = write.query();
        sight.require(Scope.WRITE);
        sight.require(privilege, table);
        if (!sight.isRestricted()) {
            return;
        }
        Map<String, TableColumns> read = rows == null ? new TreeMap<>() : whole(scanned(rows));
        if (itself) {
            view.catalog()
                    .table(table)
                    .ifPresent(own -> read.put(table, new TableColumns(table, own.schema())));
        }
        sight.requireWhole(read.values());
    }

    /** The tables with all of their columns: a plan may have been made without hidden ones. */
    private Map<String, TableColumns> whole(Map<String, TableColumns> tables) {
        Map<String, TableColumns> whole = new TreeMap<>(tables);
        whole.replaceAll(
                (name, seen) ->
                        view.catalog()
                                .table(name)
                                .map(table -> new TableColumns(name, table.schema()))
                                .orElse(seen));
        return whole;
    }

    private static Map<String, TableColumns> scanned(Plan plan) {
        Map<String, TableColumns> tables = new TreeMap<>();
        collect(plan, tables);
        return tables;
    }

    private static void collect(Plan plan, Map<String, TableColumns> into) {
        if (plan instanceof Scan scan) {
            into.put(scan.table(), new TableColumns(scan.table(), scan.schema()));
        }
        plan.inputs().forEach(input -> collect(input, into));
    }
}
