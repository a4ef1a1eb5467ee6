package dev.tidemill.node.plan;

import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.evolution.ContractChange;
import dev.tidemill.definitions.evolution.ContractDiff;
import dev.tidemill.sql.lineage.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What becomes of contracts, and whom that breaks. */
final class ContractChanges {
    private final Map<String, TableContract> former;
    private final Map<String, TableContract> newer;
    private final List<ContractChange> differences;
    private final LineageGraph lineage;

    /**
     * @param lineage of what runs
     */
    ContractChanges(Project running, Project next, LineageGraph lineage) {
        this.former = contracts(running);
        this.newer = contracts(next);
        this.differences =
                ContractDiff.between(List.of(document(running)), List.of(document(next))).changes();
        this.lineage = lineage;
    }

    private static Map<String, TableContract> contracts(Project project) {
        Map<String, TableContract> contracts = new TreeMap<>();
        project.contracts().forEach(contract -> contracts.put(contract.name(), contract));
        project.liveContracts().forEach(contract -> contracts.put(contract.name(), contract));
        return contracts;
    }

    private static Contract document(Project project) {
        List<Contract.Table> tables = new ArrayList<>();
        for (TableContract contract : contracts(project).values()) {
            tables.add(
                    new Contract.Table(
                            contract,
                            project.checks().stream()
                                    .filter(check -> check.table().equals(contract.name()))
                                    .toList(),
                            project.levels().stream()
                                    .filter(level -> level.table().equals(contract.name()))
                                    .toList()));
        }
        return new Contract(project.name(), "", tables);
    }

    List<PlannedChange> changes() {
        Set<String> names = new TreeSet<>(former.keySet());
        names.addAll(newer.keySet());
        List<PlannedChange> changes = new ArrayList<>();
        for (String name : names) {
            List<ContractChange> ofTable = of(name);
            PlannedChange change =
                    PlannedChange.of(
                            DefinitionKind.CONTRACT,
                            name,
                            text(former.get(name)),
                            text(newer.get(name)),
                            ofTable.stream().map(ContractChanges::reason).toList());
            changes.add(ofTable.isEmpty() ? change : change.withAffects(affected(ofTable)));
        }
        return changes;
    }

    private List<ContractChange> of(String table) {
        return differences.stream().filter(change -> change.table().equals(table)).toList();
    }

    /** Those that break whoever sends rows or reads them. */
    List<ContractChange> breaking() {
        return differences.stream().filter(ContractChange::breaking).toList();
    }

    /**
     * What reads by itself what a change is about: live tables by name, actions as {@code
     * action/NAME}.
     */
    List<String> consumers(ContractChange change) {
        return affected(List.of(change)).stream()
                .filter(Affected::reads)
                .map(Affected::id)
                .toList();
    }

    private List<Affected> affected(List<ContractChange> changes) {
        Set<Origin> changed = new LinkedHashSet<>();
        for (ContractChange change : changes) {
            changed.addAll(nodes(change));
        }
        return changed.isEmpty() ? List.of() : Affected.by(lineage, List.copyOf(changed));
    }

    /** What is new, or not there by the catalog, is read by nobody. */
    private List<Origin> nodes(ContractChange change) {
        if (!lineage.catalog().byId().containsKey(change.table())) {
            return List.of();
        }
        String column = change.column();
        if (column == null) {
            return lineage.nodes(change.table());
        }
        return lineage.entry(change.table()).column(column).isEmpty()
                ? List.of()
                : List.of(new Origin(change.table(), column));
    }

    private static PlanReason reason(ContractChange change) {
        String place = change.column() == null ? "" : change.column() + " ";
        String whom =
                switch (change.impact()) {
                    case NONE -> "";
                    case PRODUCERS -> ", which breaks senders";
                    case CONSUMERS -> ", which breaks readers";
                    case BOTH -> ", which breaks senders and readers";
                };
        return new PlanReason(
                change.kind().replace('-', '_'),
                "%s%s: %s -> %s%s"
                        .formatted(
                                place,
                                change.kind(),
                                change.before() == null ? "-" : change.before(),
                                change.after() == null ? "-" : change.after(),
                                whom));
    }

    private static @Nullable Map<String, Object> text(@Nullable TableContract contract) {
        if (contract == null) {
            return null;
        }
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("version", contract.version());
        text.put("kind", contract.kind().name().toLowerCase(Locale.ROOT));
        text.put("columns", contract.columns().stream().map(ContractChanges::text).toList());
        text.put("key", contract.key());
        return text;
    }

    private static Map<String, Object> text(ColumnContract column) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("name", column.name());
        text.put("type", column.type().sqlName());
        text.put("required", column.required());
        return text;
    }
}
