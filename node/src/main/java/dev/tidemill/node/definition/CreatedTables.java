package dev.tidemill.node.definition;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ContractTerms;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.contract.TableLateness;
import dev.tidemill.definitions.contract.TableRetention;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.DefinitionEntry.DefinedIndex;
import dev.tidemill.node.record.DefinitionEntry.LiveSql;
import dev.tidemill.node.record.DefinitionEntry.Preview;
import dev.tidemill.node.record.TableConstraints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables that statements made, the indexes and the previews: part of the definitions in force,
 * and of no file. An index may be of a table of a file. Immutable.
 */
public record CreatedTables(
        List<InputTable> inputs,
        List<LiveSql> liveTables,
        List<TableIndex> indexes,
        List<PreviewSql> previews,
        List<TableConstraints> constraints) {
    private static final String FILE = "CREATE TABLE";
    private static final String VERSION = "1";

    /** A preview and its SQL, which names other previews by their own names. */
    public record PreviewSql(Preview preview, String sql) {
        public PreviewSql {
            requireNonNull(preview, "preview");
            requireNonNull(sql, "sql");
        }
    }

    public CreatedTables {
        inputs = List.copyOf(inputs);
        liveTables = List.copyOf(liveTables);
        indexes = List.copyOf(indexes);
        previews = List.copyOf(previews);
        constraints = List.copyOf(constraints);
    }

    public static CreatedTables of(DefinitionEntry definitions) {
        Set<String> created = definitions.created();
        Map<String, String> sqls = new HashMap<>();
        definitions.liveTables().forEach(table -> sqls.put(table.name(), table.sql()));
        return new CreatedTables(
                definitions.inputs().stream().filter(t -> created.contains(t.name())).toList(),
                definitions.liveTables().stream().filter(t -> created.contains(t.name())).toList(),
                definitions.indexes().stream()
                        .filter(DefinedIndex::created)
                        .map(DefinedIndex::index)
                        .toList(),
                definitions.previews().stream()
                        .filter(preview -> sqls.containsKey(preview.name()))
                        .map(p -> new PreviewSql(p, requireNonNull(sqls.get(p.name()))))
                        .toList(),
                definitions.constraints());
    }

    public CreatedTables with(InputTable table) {
        List<InputTable> more = new ArrayList<>(inputs);
        more.add(table);
        return new CreatedTables(more, liveTables, indexes, previews, constraints);
    }

    /** With what a table's rows are held to. */
    public CreatedTables with(TableConstraints of) {
        if (of.isEmpty()) {
            return this;
        }
        List<TableConstraints> more = new ArrayList<>(constraints);
        more.add(of);
        return new CreatedTables(inputs, liveTables, indexes, previews, more);
    }

    /** With a live table, in the place of one of the same name. */
    public CreatedTables with(LiveSql table) {
        List<LiveSql> more = new ArrayList<>(without(table.name()).liveTables);
        more.add(table);
        return new CreatedTables(inputs, more, indexes, previews, constraints);
    }

    public CreatedTables with(TableIndex index) {
        List<TableIndex> more = new ArrayList<>(indexes);
        more.add(index);
        return new CreatedTables(inputs, liveTables, more, previews, constraints);
    }

    public CreatedTables withoutIndex(String name) {
        return new CreatedTables(
                inputs,
                liveTables,
                indexes.stream().filter(i -> !i.name().equals(name)).toList(),
                previews,
                constraints);
    }

    /** Without a table, and without its indexes. */
    public CreatedTables without(String name) {
        return new CreatedTables(
                inputs.stream().filter(t -> !t.name().equals(name)).toList(),
                liveTables.stream().filter(t -> !t.name().equals(name)).toList(),
                indexes.stream().filter(i -> !i.table().equals(name)).toList(),
                previews,
                constraints.stream().filter(c -> !c.table().equals(name)).toList());
    }

    /** With these previews in the place of all of their prefix. */
    public CreatedTables withPreviews(String prefix, List<PreviewSql> others) {
        List<PreviewSql> all = new ArrayList<>(previews);
        all.removeIf(known -> known.preview().prefix().equals(prefix));
        all.addAll(others);
        return withPreviews(all);
    }

    /** Without the previews of these definitions. */
    public CreatedTables withoutPreviewsOf(String files) {
        return withPreviews(
                previews.stream().filter(p -> !p.preview().files().equals(files)).toList());
    }

    public CreatedTables withoutPreviews() {
        return withPreviews(List.of());
    }

    private CreatedTables withPreviews(List<PreviewSql> others) {
        return new CreatedTables(inputs, liveTables, indexes, others, constraints);
    }

    /**
     * These and the definitions of files, which go before ours of the same name; ours go before
     * previews. An index of ours goes with a file's table. Not planned yet.
     */
    Joined joined(DefinitionEntry files) {
        Set<String> taken = new HashSet<>();
        files.inputs().forEach(table -> taken.add(table.name()));
        files.liveTables().forEach(table -> taken.add(table.name()));
        List<InputTable> allInputs = new ArrayList<>(files.inputs());
        List<LiveSql> allLive = new ArrayList<>(files.liveTables());
        Set<String> created = new HashSet<>();
        for (InputTable table : inputs) {
            if (taken.add(table.name())) {
                allInputs.add(table);
                created.add(table.name());
            }
        }
        for (LiveSql table : liveTables) {
            if (taken.add(table.name())) {
                allLive.add(table);
                created.add(table.name());
            }
        }
        List<Preview> allPreviews = new ArrayList<>();
        for (PreviewSql each : previews) {
            if (taken.add(each.preview().name())) {
                allLive.add(new LiveSql(each.preview().name(), each.sql(), ""));
                allPreviews.add(each.preview());
            }
        }
        List<DefinedIndex> allIndexes = new ArrayList<>(files.indexes());
        Set<String> takenIndexes = new HashSet<>();
        allIndexes.forEach(index -> takenIndexes.add(index.index().name()));
        for (TableIndex index : indexes) {
            if (taken.contains(index.table()) && takenIndexes.add(index.name())) {
                allIndexes.add(new DefinedIndex(index, true));
            }
        }
        return new Joined(
                new DefinitionEntry(
                        allInputs,
                        allLive,
                        created,
                        files.actions(),
                        files.functions(),
                        allIndexes,
                        files.atOnceRows(),
                        files.release(),
                        allPreviews,
                        files.recordings(),
                        files.predictors(),
                        constraints.stream().filter(c -> created.contains(c.table())).toList()));
    }

    /** All definitions, whose live tables still lack their plans' hashes. */
    record Joined(DefinitionEntry entry) {
        /**
         * Throws when a query does not plan, or reads a preview. A preview that does not plan with
         * these definitions is dropped: it stands in nobody's way.
         *
         * @param former the definitions in force: what is suspended there, and has the same SQL,
         *     need not plan
         */
        DefinitionEntry planned(DefinitionsInForce.View former) {
            DefinitionPlanner.Planned all =
                    DefinitionPlanner.planWhatCanBe(
                            entry, former.failed(), former.functions(), former.plans());
            List<LiveSql> planned = new ArrayList<>();
            all.tables().forEach(t -> planned.add(new LiveSql(t.name(), t.sql(), t.hash().hex())));
            Set<String> previews = entry.previewNames();
            all.suspended()
                    .forEach(
                            (name, why) -> {
                                if (former.isSuspended(name, why.sql())) {
                                    planned.add(new LiveSql(name, why.sql(), ""));
                                } else if (!previews.contains(name)) {
                                    throw requireNonNull(all.refused().get(name));
                                }
                            });
            PreviewRules.check(previews, all.tables());
            DefinitionEntry whole = withoutLost(entry.withLiveTables(planned));
            IndexRules.check(whole, all.tables());
            return whole;
        }

        /** Without the previews that are not among the live tables. */
        private static DefinitionEntry withoutLost(DefinitionEntry entry) {
            Set<String> lost = entry.previewNames();
            entry.liveTables().forEach(table -> lost.remove(table.name()));
            return entry.withPreviews(
                            entry.previews().stream()
                                    .filter(preview -> !lost.contains(preview.name()))
                                    .toList())
                    .withIndexes(
                            entry.indexes().stream()
                                    .filter(index -> !lost.contains(index.index().table()))
                                    .toList());
        }
    }

    /** A writable table. */
    Optional<InputTable> input(String name) {
        return inputs.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /** What their rows are held to: columns that are not NULL. */
    List<TableContract> contracts() {
        return inputs.stream().map(CreatedTables::contract).toList();
    }

    private static TableContract contract(InputTable table) {
        List<ColumnContract> columns =
                table.schema().fields().stream()
                        .map(
                                field -> {
                                    ColumnContract column =
                                            ColumnContract.of(field.name(), field.type());
                                    return field.nullable() ? column : column.asRequired();
                                })
                        .toList();
        return new TableContract(
                table.name(),
                FILE,
                VERSION,
                null,
                table.isKeyed() ? TableKind.KEYED : TableKind.EVENT,
                columns,
                table.key().stream().map(i -> table.schema().field(i).name()).toList(),
                table.eventTime() < 0 ? null : table.schema().field(table.eventTime()).name(),
                TableLateness.NONE,
                TableRetention.FOREVER,
                null,
                ContractTerms.NONE);
    }
}
