package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.store.PinnedTables;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What one principal may see and do, by the policies that were in force when it was made. Every
 * door asks it. Safe for all threads.
 */
public final class Sight {
    private final Access access;
    private final Principal principal;

    Sight(Access access, Principal principal) {
        this.access = requireNonNull(access, "access");
        this.principal = requireNonNull(principal, "principal");
    }

    public Principal principal() {
        return principal;
    }

    /** Whether policies hold for the principal at all. */
    public boolean isRestricted() {
        return access.inForce() && !principal.isAdministrator();
    }

    /** Whether the same policies, over the same definitions, made this. */
    public boolean isOf(Access other) {
        return access == other;
    }

    /** Throws FORBIDDEN unless the principal may do this kind of work. */
    public void require(Scope scope) {
        if (!principal.has(scope)) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN,
                            "%s may not do this: it needs the scope %s"
                                    .formatted(principal.name(), scope.word()))
                    .withHint("an administrator gives scopes: tidemill user, tidemill token");
        }
    }

    /** Throws FORBIDDEN at what is not told apart by tables, when policies hold for somebody. */
    public void requireUnrestricted(String what) {
        if (isRestricted()) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN,
                            "%s is for administrators while policies are in force".formatted(what))
                    .withHint("what it holds is of all tables");
        }
    }

    /** Whether a privilege is granted on a table. */
    public boolean may(Privilege privilege, String table) {
        return !isRestricted()
                || (!SystemTables.isSystem(table)
                        && access.privileges(principal, table).contains(privilege));
    }

    /** Throws FORBIDDEN unless a privilege is granted on a table, whether it exists or not. */
    public void require(Privilege privilege, String table) {
        if (!may(privilege, table)) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN,
                            "%s may not %s on %s"
                                    .formatted(principal.name(), privilege.word(), table))
                    .withHint("policies/*.yaml say who may");
        }
    }

    /** Whether a table is there for the principal. */
    public boolean sees(String table) {
        return may(Privilege.SELECT, table);
    }

    /** Whether a table is there for the principal with all rows and columns as they are. */
    public boolean seesWhole(String table, Schema schema) {
        return !isRestricted() || (sees(table) && access.view(principal, table, schema).isWhole());
    }

    /**
     * Throws FORBIDDEN unless the principal sees tables as they are, since what is asked for would
     * tell of all of their rows.
     *
     * @param tables with their columns
     */
    public void requireWhole(Collection<TableColumns> tables) {
        for (TableColumns table : tables) {
            require(Privilege.SELECT, table.name());
            if (!seesWhole(table.name(), table.schema())) {
                throw new TidemillException(
                                ErrorCode.FORBIDDEN,
                                "%s sees %s filtered or masked, and this would tell of the rest"
                                        .formatted(principal.name(), table.name()))
                        .withHint("it needs a rule for the table without filter and masks");
            }
        }
    }

    /** A table's name and its columns. */
    public record TableColumns(String name, Schema schema) {}

    /** A table as the principal may see it; throws FORBIDDEN when it may not at all. */
    public TableSnapshot of(String name, TableSnapshot table) {
        require(Privilege.SELECT, name);
        TableView view = viewOf(name, table.schema());
        return view.isWhole() ? table : new RestrictedTable(name, table, view);
    }

    /**
     * Throws FORBIDDEN when columns are masked by which rows are to be found.
     *
     * @param columns positions in the table
     */
    public void requireBare(String name, Schema schema, List<Integer> columns, String what) {
        require(Privilege.SELECT, name);
        TableView view = viewOf(name, schema);
        if (!columns.isEmpty() && view.bare(columns).isEmpty()) {
            throw RestrictedTable.masked(name, what);
        }
    }

    /** The columns of a table that are there for the principal. */
    public Schema columns(String name, Schema schema) {
        require(Privilege.SELECT, name);
        return viewOf(name, schema).schema();
    }

    /** Changes of a table's rows as changes of what the principal sees of it. */
    public Batch changes(String name, Batch changes) {
        return rows(name, changes.schema()).apply(changes);
    }

    /**
     * What makes of rows of a table, or of changes, with all of its columns, those that the
     * principal sees, with the columns that are there.
     */
    public UnaryOperator<Batch> rows(String name, Schema schema) {
        require(Privilege.SELECT, name);
        TableView view = viewOf(name, schema);
        if (view.isWhole()) {
            return UnaryOperator.identity();
        }
        RowView seen = view.rows();
        int[] needed = seen.needed();
        return rows -> seen.of(rows.select(needed));
    }

    /** Whether rows of a table are kept back. */
    public boolean hasFilter(String name, Schema schema) {
        return viewOf(name, schema).filter() != null;
    }

    private TableView viewOf(String name, Schema schema) {
        return isRestricted() ? access.view(principal, name, schema) : TableView.whole(schema);
    }

    /** A tick with the tables that the principal sees; closing it closes the one given. */
    public PinnedTables of(PinnedTables tick) {
        return isRestricted() ? new RestrictedTick(tick, this) : tick;
    }
}
