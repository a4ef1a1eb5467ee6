package dev.tidemill.catalog;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.LiveTableDefinition;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.action.BodyTemplate;
import dev.tidemill.definitions.action.WriteBack;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.sql.lineage.Dependencies;
import dev.tidemill.sql.lineage.Influence;
import dev.tidemill.sql.lineage.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a project's catalog: what contracts, planned queries, sources, feature views, predictors,
 * actions and latches say, brought together. Owned by one call.
 */
public final class CatalogBuilder {
    private final Project project;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, LiveTableDefinition> files = new HashMap<>();

    private CatalogBuilder(Project project) {
        this.project = requireNonNull(project, "project");
        project.liveTables().forEach(table -> files.put(table.name(), table));
    }

    /**
     * The catalog of a project whose queries are planned.
     *
     * @param statements tables that statements made, beside the project's
     * @param live all live tables that are planned, those that others read first
     */
    public static ProjectCatalog of(
            Project project, List<StatementTable> statements, List<PlannedLive> live) {
        CatalogBuilder builder = new CatalogBuilder(project);
        project.sources().forEach(builder::source);
        project.contracts().forEach(builder::contract);
        statements.forEach(builder::statement);
        live.forEach(builder::live);
        project.features().forEach(view -> builder.add(FeatureViewEntry.of(view)));
        project.predictors().forEach(each -> builder.add(PredictorEntry.of(each)));
        project.actions().forEach(builder::action);
        return new ProjectCatalog(project.name(), List.copyOf(builder.entries.values()));
    }

    private void add(Entry entry) {
        entries.putIfAbsent(entry.id(), entry);
    }

    private static String id(SourceDefinition source) {
        return "source/" + source.name();
    }

    private static String id(ActionDefinition action) {
        return "action/" + action.name();
    }

    private void source(SourceDefinition source) {
        String description =
                switch (source) {
                    case SourceDefinition.Csv csv -> "the file " + csv.file().getFileName();
                    case SourceDefinition.Replay replay ->
                            "a replay of the file " + replay.file().getFileName();
                };
        add(
                new Entry(
                        id(source),
                        source.name(),
                        EntryKind.SOURCE,
                        "tidemill.yaml",
                        description,
                        List.of(),
                        List.of(),
                        List.of(),
                        Dependencies.NONE));
    }

    private void contract(TableContract contract) {
        List<EntryColumn> columns = new ArrayList<>();
        for (ColumnContract column : contract.columns()) {
            columns.add(
                    new EntryColumn(
                            column.name(),
                            column.type().sqlName(),
                            column.description() == null ? "" : column.description(),
                            column.classification() == null ? "" : column.classification(),
                            Dependencies.all(
                                    List.of(
                                            latched(contract.name(), column.name()),
                                            written(contract.name(), column.name())))));
        }
        add(
                new Entry(
                        contract.name(),
                        contract.name(),
                        contract.kind() == TableKind.EVENT ? EntryKind.EVENT : EntryKind.KEYED,
                        contract.file(),
                        contract.description() == null ? "" : contract.description(),
                        contract.terms().answerable(),
                        contract.terms().tags(),
                        columns,
                        feeds(contract.name())));
    }

    /** The key of a latch's table is the key of the rows that its action is on. */
    private Dependencies latched(String table, String column) {
        return Dependencies.all(
                project.actions().stream()
                        .filter(
                                action ->
                                        action.latch() != null
                                                && action.latch().table().equals(table)
                                                && action.latch().key().equals(column))
                        .map(
                                action ->
                                        Dependencies.of(
                                                new Origin(id(action), action.key().getFirst()),
                                                Influence.IDENTITY))
                        .toList());
    }

    /** A column of a table that actions write is made of what their templates name for it. */
    private Dependencies written(String table, String column) {
        List<Dependencies> made = new ArrayList<>();
        for (ActionDefinition action : project.actions()) {
            WriteBack write = action.write();
            if (write != null && write.table().equals(table)) {
                write.row()
                        .member(column)
                        .ifPresent(template -> made.add(written(action, template)));
            }
        }
        return Dependencies.all(made);
    }

    private static Dependencies written(ActionDefinition action, String template) {
        List<BodyTemplate.Reference> references = BodyTemplate.of(template).references();
        List<Dependencies> made = new ArrayList<>();
        for (BodyTemplate.Reference reference : references) {
            String column = reference.column();
            if (column != null) {
                boolean alone = template.equals("\"{{" + reference + "}}\"");
                made.add(
                        Dependencies.of(
                                new Origin(id(action), column),
                                alone ? Influence.IDENTITY : Influence.TRANSFORMATION));
            }
        }
        return Dependencies.all(made);
    }

    /** Sources write rows of a table, and so do actions that write, or have a latch. */
    private Dependencies feeds(String table) {
        List<Dependencies> feeds = new ArrayList<>();
        project.sources().stream()
                .filter(source -> source.tables().contains(table))
                .forEach(
                        source ->
                                feeds.add(
                                        Dependencies.of(Origin.rows(id(source)), Influence.ROWS)));
        project.actions().stream()
                .filter(action -> isWriting(action, table))
                .forEach(
                        action ->
                                feeds.add(
                                        Dependencies.of(Origin.rows(id(action)), Influence.ROWS)));
        return Dependencies.all(feeds);
    }

    private static boolean isWriting(ActionDefinition action, String table) {
        return (action.latch() != null && action.latch().table().equals(table))
                || (action.write() != null && action.write().table().equals(table));
    }

    private void statement(StatementTable table) {
        add(
                new Entry(
                        table.name(),
                        table.name(),
                        table.keyed() ? EntryKind.KEYED : EntryKind.EVENT,
                        "",
                        "",
                        List.of(),
                        List.of(),
                        columns(table.schema(), _ -> Dependencies.NONE),
                        Dependencies.NONE));
    }

    private void live(PlannedLive live) {
        LiveTableDefinition file = files.get(live.name());
        add(
                new Entry(
                        live.name(),
                        live.name(),
                        EntryKind.LIVE,
                        file == null ? "" : file.file(),
                        file == null ? "" : file.description(),
                        List.of(),
                        List.of(),
                        columns(live.schema(), i -> live.lineage().columns().get(i).dependencies()),
                        live.lineage().rows()));
    }

    /** An action delivers whole rows, when the row of a key comes, goes or changes. */
    private void action(ActionDefinition action) {
        Entry on = entries.get(action.on());
        List<EntryColumn> columns = new ArrayList<>();
        List<Dependencies> rows = new ArrayList<>();
        rows.add(Dependencies.of(Origin.rows(action.on()), Influence.ROWS));
        action.key()
                .forEach(
                        key ->
                                rows.add(
                                        Dependencies.of(
                                                new Origin(action.on(), key), Influence.GROUP_BY)));
        for (EntryColumn column : on == null ? List.<EntryColumn>of() : on.columns()) {
            columns.add(
                    new EntryColumn(
                            column.name(),
                            column.type(),
                            column.description(),
                            column.classification(),
                            Dependencies.of(
                                    new Origin(action.on(), column.name()), Influence.IDENTITY)));
        }
        add(
                new Entry(
                        id(action),
                        action.name(),
                        EntryKind.ACTION,
                        action.file(),
                        action.description() == null ? "" : action.description(),
                        List.of(),
                        List.of(),
                        columns,
                        Dependencies.all(rows)));
    }

    /** What a column of a schema depends on, by its position. */
    private interface ColumnDependencies {
        Dependencies of(int position);
    }

    private static List<EntryColumn> columns(Schema schema, ColumnDependencies dependencies) {
        List<EntryColumn> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            Field field = schema.field(i);
            columns.add(
                    new EntryColumn(
                            field.name(), field.type().sqlName(), "", "", dependencies.of(i)));
        }
        return columns;
    }
}
