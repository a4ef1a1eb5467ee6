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
import java.util.regex.Pattern;

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

    /**
     * Whether policies hold for the principal at all. They always do for an application's end
     * users: while there are none, nothing is there for them.
     */
    public boolean isRestricted() {
        return (access.inForce() || principal.endUser() != null) && !principal.isAdministrator();
    }

    /** Whether the same policies, over the same definitions, made this. */
    public boolean isOf(Access other) {
        return access == other;
    }

    /** Throws FORBIDDEN unless the principal may do this kind of work. */
    public void require(Scope scope) {
        principal.require(scope);
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

    /** Whether everybody's acts are seen in the audit log, and not only the principal's own. */
    public boolean seesAllActs() {
        return principal.has(Scope.AUDIT);
    }

    /** Whether a privilege is granted on a table; one's own acts may be read by anybody. */
    public boolean may(Privilege privilege, String table) {
        return !isRestricted()
                || (table.equals(SystemTables.AUDIT) && privilege == Privilege.SELECT)
                || (!SystemTables.isSystem(table)
                        && !isKeptBack(privilege, table)
                        && access.privileges(principal, table).contains(privilege));
    }

    /** Whether a table's contents may not be shown until they are replaced. */
    private boolean isKeptBack(Privilege privilege, String table) {
        return privilege == Privilege.SELECT
                && isRestricted()
                && access.notJudged().contains(table);
    }

    private static TidemillException keptBack(String table) {
        return new TidemillException(
                        ErrorCode.TABLE_BUILDING,
                        "%s is being replaced, and the policies are about what will be there"
                                .formatted(table))
                .withHint("come again when it is built");
    }

    /**
     * Why a query failed: tables that are kept back are unknown to it, and may be there again
     * since.
     *
     * @param there the tables that there are
     */
    public TidemillException explained(TidemillException e, Collection<String> there) {
        if (e.errorCode() != ErrorCode.UNKNOWN_TABLE || !isRestricted()) {
            return e;
        }
        return there.stream()
                .filter(table -> names(e, table))
                .filter(table -> access.privileges(principal, table).contains(Privilege.SELECT))
                .findFirst()
                .map(Sight::keptBack)
                .orElse(e);
    }

    private static boolean names(TidemillException e, String table) {
        return Pattern.compile("(?<![\\w.])" + Pattern.quote(table) + "(?![\\w.])")
                .matcher(e.message())
                .find();
    }

    /**
     * Throws FORBIDDEN unless a privilege is granted on a table, whether it exists or not;
     * TABLE_BUILDING when it is, and what is there now may not be shown.
     */
    public void require(Privilege privilege, String table) {
        if (isKeptBack(privilege, table)
                && access.privileges(principal, table).contains(privilege)) {
            throw keptBack(table);
        }
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
        return !isRestricted() || (sees(table) && viewOf(table, schema).isWhole());
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
        return isRestricted() && !name.equals(SystemTables.AUDIT)
                ? access.view(principal, name, schema)
                : TableView.whole(schema);
    }

    /** A tick with the tables that the principal sees; closing it closes the one given. */
    public PinnedTables of(PinnedTables tick) {
        return isRestricted() ? new RestrictedTick(tick, this) : tick;
    }
}
