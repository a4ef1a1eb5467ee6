package dev.tidemill.definitions.evolution;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.ContractTerms;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableRetention;
import dev.tidemill.definitions.document.Contract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All differences between two sets of contracts, table by table.
 *
 * @param changes in the order of the tables' names; within a table, what is said of it as a whole
 *     comes before its columns
 */
public record ContractDiff(List<ContractChange> changes) {
    public ContractDiff {
        changes = List.copyOf(changes);
    }

    /** What leads from one set to the other. */
    public static ContractDiff between(Collection<Contract> from, Collection<Contract> to) {
        return new Comparison(byTable(from), byTable(to)).run();
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Those that break whoever sends rows or reads them. */
    public List<ContractChange> breaking() {
        return changes.stream().filter(ContractChange::breaking).toList();
    }

    private static Map<String, Contract.Table> byTable(Collection<Contract> contracts) {
        Map<String, Contract.Table> tables = new LinkedHashMap<>();
        contracts.forEach(
                contract -> contract.tables().forEach(table -> tables.put(table.name(), table)));
        return tables;
    }

    /** Owned by one call. */
    private static final class Comparison {
        private final Map<String, Contract.Table> former;
        private final Map<String, Contract.Table> newer;
        private final List<ContractChange> changes = new ArrayList<>();

        Comparison(Map<String, Contract.Table> former, Map<String, Contract.Table> newer) {
            this.former = former;
            this.newer = newer;
        }

        ContractDiff run() {
            Set<String> names = new TreeSet<>(former.keySet());
            names.addAll(newer.keySet());
            for (String name : names) {
                Contract.Table from = former.get(name);
                Contract.Table to = newer.get(name);
                if (from == null) {
                    changes.add(new ContractChange.TableAdded(name));
                } else if (to == null) {
                    changes.add(new ContractChange.TableRemoved(name));
                } else {
                    table(from.rows(), to.rows());
                    checks(name, from.checkTexts(), to.checkTexts());
                    levels(name, from.levelBounds(), to.levelBounds());
                }
            }
            return new ContractDiff(changes);
        }

        private void table(TableContract from, TableContract to) {
            String name = from.name();
            if (from.kind() != to.kind()) {
                changes.add(new ContractChange.KindChanged(name, from.kind(), to.kind()));
            }
            if (!from.key().equals(to.key())) {
                changes.add(new ContractChange.KeyChanged(name, from.key(), to.key()));
            }
            if (!Objects.equals(from.eventTime(), to.eventTime())) {
                changes.add(
                        new ContractChange.EventTimeChanged(
                                name, from.eventTime(), to.eventTime()));
            }
            lateness(from, to);
            retention(name, from.retention(), to.retention());
            words(name, null, "description", from.description(), to.description());
            terms(name, from.terms(), to.terms());
            columns(from, to);
        }

        private void lateness(TableContract from, TableContract to) {
            Map<String, Duration> before = from.lateness().columns();
            Map<String, Duration> after = to.lateness().columns();
            Set<String> columns = new TreeSet<>(before.keySet());
            columns.addAll(after.keySet());
            for (String column : columns) {
                Duration was = before.get(column);
                Duration is = after.get(column);
                if (!Objects.equals(was, is)) {
                    changes.add(new ContractChange.LatenessChanged(from.name(), column, was, is));
                }
            }
        }

        private void retention(String table, TableRetention from, TableRetention to) {
            if (!from.equals(to)) {
                boolean shorter =
                        to.rows() < from.rows()
                                || (to.age() != null
                                        && (from.age() == null
                                                || to.age().compareTo(from.age()) < 0));
                changes.add(
                        new ContractChange.RetentionChanged(
                                table, described(from), described(to), shorter));
            }
        }

        private static String described(TableRetention retention) {
            String rows =
                    retention.rows() == Long.MAX_VALUE ? "all rows" : retention.rows() + " rows";
            return retention.age() == null ? rows : rows + " of " + retention.age();
        }

        private void terms(String table, ContractTerms from, ContractTerms to) {
            words(table, null, "status", from.status(), to.status());
            words(table, null, "team", from.team(), to.team());
            words(table, null, "owners", shown(from.owners()), shown(to.owners()));
            words(table, null, "tags", shown(from.tags()), shown(to.tags()));
        }

        private static @Nullable String shown(List<?> values) {
            return values.isEmpty() ? null : values.toString();
        }

        private void words(
                String table,
                @Nullable String column,
                String what,
                @Nullable String from,
                @Nullable String to) {
            if (!Objects.equals(from, to)) {
                changes.add(new ContractChange.WordsChanged(table, column, what, from, to));
            }
        }

        private void columns(TableContract from, TableContract to) {
            for (ColumnContract column : from.columns()) {
                ColumnContract same = to.columnOrNull(column.name());
                if (same == null) {
                    changes.add(new ContractChange.ColumnRemoved(from.name(), column));
                } else {
                    column(from.name(), column, same);
                }
            }
            for (ColumnContract column : to.columns()) {
                if (from.columnOrNull(column.name()) == null) {
                    changes.add(new ContractChange.ColumnAdded(from.name(), column));
                }
            }
            List<String> kept = new ArrayList<>(from.columnNames());
            kept.retainAll(to.columnNames());
            List<String> order = new ArrayList<>(to.columnNames());
            order.retainAll(from.columnNames());
            if (!kept.equals(order)) {
                changes.add(new ContractChange.ColumnsReordered(from.name(), kept, order));
            }
        }

        private void column(String table, ColumnContract from, ColumnContract to) {
            String name = from.name();
            if (!from.type().equals(to.type())) {
                changes.add(new ContractChange.TypeChanged(table, name, from.type(), to.type()));
            }
            if (from.required() != to.required()) {
                changes.add(new ContractChange.RequiredChanged(table, name, to.required()));
            }
            rules(table, name, from.rules(), to.rules());
            if (!Objects.equals(from.classification(), to.classification())) {
                changes.add(
                        new ContractChange.ClassificationChanged(
                                table, name, from.classification(), to.classification()));
            }
            words(table, name, "subject", from.subject(), to.subject());
            words(table, name, "description", from.description(), to.description());
            words(table, name, "tags", shown(from.tags()), shown(to.tags()));
        }

        private void rules(
                String table, String column, List<ColumnRule> from, List<ColumnRule> to) {
            List<ColumnRule> gone = new ArrayList<>(from);
            List<ColumnRule> come = new ArrayList<>(to);
            gone.removeIf(rule -> to.stream().anyMatch(other -> same(rule, other)));
            come.removeIf(rule -> from.stream().anyMatch(other -> same(rule, other)));
            for (ColumnRule rule : gone) {
                // The same rule with other bounds has the same name; a renamed one its kind.
                ColumnRule other =
                        come.stream()
                                .filter(each -> each.getClass() == rule.getClass())
                                .filter(each -> each.name().equals(rule.name()))
                                .findFirst()
                                .orElse(null);
                come.remove(other);
                changes.add(new ContractChange.RuleChanged(table, column, rule, other));
            }
            for (ColumnRule rule : come) {
                changes.add(new ContractChange.RuleChanged(table, column, null, rule));
            }
        }

        /** However its bounds are written. */
        private static boolean same(ColumnRule rule, ColumnRule other) {
            return rule.name().equals(other.name())
                    && Loosening.holds(rule, other)
                    && Loosening.holds(other, rule);
        }

        private void checks(String table, Map<String, String> from, Map<String, String> to) {
            Set<String> names = new TreeSet<>(from.keySet());
            names.addAll(to.keySet());
            for (String name : names) {
                String was = from.get(name);
                String is = to.get(name);
                if (!Objects.equals(was, is)) {
                    changes.add(new ContractChange.CheckChanged(table, name, was, is));
                }
            }
        }

        private void levels(String table, Map<String, Duration> from, Map<String, Duration> to) {
            Set<String> names = new TreeSet<>(from.keySet());
            names.addAll(to.keySet());
            for (String name : names) {
                Duration was = from.get(name);
                Duration is = to.get(name);
                if (!Objects.equals(was, is)) {
                    boolean weaker = is == null || (was != null && is.compareTo(was) > 0);
                    changes.add(
                            new ContractChange.ServiceLevelChanged(
                                    table, name, text(was), text(is), weaker));
                }
            }
        }

        private static @Nullable String text(@Nullable Duration duration) {
            return duration == null ? null : duration.toString();
        }
    }
}
