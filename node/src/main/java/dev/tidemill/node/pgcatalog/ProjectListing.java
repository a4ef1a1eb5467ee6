package dev.tidemill.node.pgcatalog;

import dev.tidemill.algebra.function.JavaAggregate;
import dev.tidemill.algebra.function.JavaFunction;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.definition.DefinitionsInForce.View;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.pgcatalog.relation.ListedProject;
import dev.tidemill.node.pgcatalog.relation.ListedProject.ListedFunction;
import dev.tidemill.node.pgcatalog.relation.ListedProject.ListedIndex;
import dev.tidemill.node.pgcatalog.relation.ListedTable;
import dev.tidemill.node.pgcatalog.relation.ListedTable.Kind;
import dev.tidemill.node.pgcatalog.relation.ListedTable.ListedCheck;
import dev.tidemill.node.pgcatalog.relation.ListedTable.ListedColumn;
import dev.tidemill.store.PinnedTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lists what somebody may see of one tick's tables. Owned by one call. */
public final class ProjectListing {
    private static final String PUBLIC = "public";

    private final View view;
    private final Map<String, Entry> entries;
    private final PinnedTables tick;
    private final Sight sight;

    private ProjectListing(View view, ProjectCatalog catalog, PinnedTables tick, Sight sight) {
        this.view = view;
        this.entries = catalog.byId();
        this.tick = tick;
        this.sight = sight;
    }

    /**
     * What somebody may see.
     *
     * @param view the definitions of the tick
     * @param catalog where comments come from
     * @param tick as its tables may be seen
     */
    public static ListedProject of(
            View view, ProjectCatalog catalog, PinnedTables tick, Sight sight) {
        ProjectListing listing = new ProjectListing(view, catalog, tick, sight);
        List<ListedTable> tables = tick.names().stream().sorted().map(listing::table).toList();
        return new ListedProject(
                catalog.project(),
                sight.principal().name(),
                !sight.isRestricted(),
                tables,
                listing.indexes(),
                listing.functions());
    }

    private ListedTable table(String name) {
        TableSnapshot table = tick.table(name);
        boolean system = SystemTables.isSystem(name);
        PlannedTable live = view.liveTables().get(name);
        Kind kind = system ? Kind.SYSTEM : live == null ? Kind.INPUT : Kind.LIVE;
        Schema whole = live != null ? live.schema() : schema(name, table);
        boolean seenWhole = !system && sight.seesWhole(name, whole);
        int dot = name.indexOf('.');
        return new ListedTable(
                system ? name.substring(0, dot) : PUBLIC,
                system ? name.substring(dot + 1) : name,
                kind,
                columns(name, table.schema(), seenWhole),
                system ? List.of() : key(name, whole, table.schema()),
                view.definitions().constraintsOf(name).keyName(),
                seenWhole ? checks(name, table.schema()) : List.of(),
                comment(name),
                live != null && seenWhole ? live.sql().strip() : null,
                seenWhole ? table.rows() : -1,
                seenWhole ? table.bytes() : null,
                privileges(name, kind));
    }

    private Schema schema(String name, TableSnapshot table) {
        InputTable input = view.inputs().get(name);
        return input == null ? table.schema() : input.schema();
    }

    private List<ListedCheck> checks(String name, Schema schema) {
        return view.definitions().constraintsOf(name).checks().stream()
                .map(
                        check ->
                                new ListedCheck(
                                        check.name(), check.sql(), named(check.sql(), schema)))
                .toList();
    }

    /** Positions of the columns that stand in a condition, as far as its words tell. */
    private static List<Integer> named(String sql, Schema schema) {
        Set<String> words = new HashSet<>(List.of(sql.split("[^\\p{L}\\p{N}_$]+")));
        return IntStream.range(0, schema.size())
                .filter(at -> words.contains(schema.field(at).name()))
                .boxed()
                .toList();
    }

    private List<ListedColumn> columns(String name, Schema schema, boolean seenWhole) {
        Map<String, String> defaults = new HashMap<>();
        if (seenWhole) {
            view.definitions()
                    .constraintsOf(name)
                    .defaults()
                    .forEach(each -> defaults.put(each.column(), each.sql()));
        }
        Entry entry = entries.get(name);
        List<ListedColumn> columns = new ArrayList<>();
        for (Field field : schema.fields()) {
            String comment =
                    entry == null
                            ? null
                            : entry.column(field.name())
                                    .map(EntryColumn::description)
                                    .filter(text -> !text.isBlank())
                                    .orElse(null);
            columns.add(
                    new ListedColumn(
                            field.name(),
                            field.type(),
                            field.nullable(),
                            defaults.get(field.name()),
                            comment));
        }
        return columns;
    }

    private @Nullable String comment(String name) {
        Entry entry = entries.get(name);
        return entry == null || entry.description().isBlank() ? null : entry.description();
    }

    /** The key as positions among the columns that are seen; none when one of them is not. */
    private List<Integer> key(String name, Schema whole, Schema seen) {
        PlannedTable live = view.liveTables().get(name);
        InputTable input = view.inputs().get(name);
        List<Integer> key =
                live != null ? live.key() : input == null ? List.<Integer>of() : input.key();
        List<Integer> places =
                key.stream().map(at -> seen.indexOf(whole.field(at).name())).toList();
        return places.contains(-1) ? List.of() : places;
    }

    private Set<Privilege> privileges(String name, Kind kind) {
        Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        Arrays.stream(Privilege.values())
                .filter(privilege -> kind == Kind.INPUT || privilege == Privilege.SELECT)
                .filter(privilege -> sight.may(privilege, name))
                .forEach(privileges::add);
        return privileges;
    }

    private List<ListedIndex> indexes() {
        return view.definitions().tableIndexes().stream()
                .filter(index -> sight.sees(index.table()))
                .map(ProjectListing::index)
                .toList();
    }

    private static ListedIndex index(TableIndex index) {
        return new ListedIndex(index.name(), index.table(), index.columns(), index.unique());
    }

    private List<ListedFunction> functions() {
        return view.functions().all(view.definitions().functions()).stream()
                .map(ProjectListing::function)
                .toList();
    }

    private static ListedFunction function(ProjectFunction function) {
        return switch (function) {
            case JavaFunction scalar ->
                    new ListedFunction(
                            scalar.name(),
                            scalar.parameters(),
                            scalar.result(),
                            false,
                            !scalar.calledOnNull());
            case JavaAggregate aggregate ->
                    new ListedFunction(
                            aggregate.name(),
                            aggregate.parameters(),
                            aggregate.resultType(),
                            true,
                            !aggregate.calledOnNull());
        };
    }
}
