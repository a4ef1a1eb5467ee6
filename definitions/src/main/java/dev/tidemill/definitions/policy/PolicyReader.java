package dev.tidemill.definitions.policy;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlValue;
import dev.tidemill.sql.RowExpression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads policy files whose schemas were checked. Expressions over tables that contracts declare are
 * planned here; those over live tables when these are. Owned by one call.
 */
public final class PolicyReader {
    private static final String NULL = "null";
    private static final String HASH = "hash";

    private final Map<String, TableContract> contracts;
    private final Map<String, TableContract> liveContracts = new HashMap<>();
    private final Set<String> tableNames;
    private final Set<String> unread;
    private final Problems problems;
    private final Map<String, Set<String>> roles = new LinkedHashMap<>();
    private final Map<String, String> roleOwners = new HashMap<>();
    private final List<TableRule> tables = new ArrayList<>();
    private final List<ClassificationRule> classifications = new ArrayList<>();
    private final List<YamlValue> namedRoles = new ArrayList<>();

    /**
     * A reader of one project's policies.
     *
     * @param liveTables the names of all live tables
     * @param liveContracts what live tables shall be like
     * @param unread declared tables that have problems of their own: nothing more is said of them
     */
    public PolicyReader(
            Map<String, TableContract> contracts,
            Set<String> liveTables,
            Collection<TableContract> liveContracts,
            Set<String> unread,
            Problems problems) {
        this.contracts = Map.copyOf(contracts);
        this.unread = Set.copyOf(unread);
        this.problems = requireNonNull(problems, "problems");
        liveContracts.forEach(contract -> this.liveContracts.put(contract.name(), contract));
        this.tableNames = new HashSet<>(liveTables);
        tableNames.addAll(contracts.keySet());
    }

    /** Adds what a file says; its problems are told. */
    public void read(YamlFile file) {
        YamlValue top = file.top();
        top.at("roles").entries().forEach((role, users) -> addRole(role, users, file.name()));
        top.at("tables").items().forEach(rule -> tables.add(tableRule(rule)));
        top.at("classifications").items().forEach(rule -> classifications.add(classRule(rule)));
    }

    private void addRole(String role, YamlValue users, String file) {
        String owner = roleOwners.putIfAbsent(role, file);
        if (owner != null) {
            problems.add(
                    users.placeOfKey(),
                    "the role " + role + " is taken by " + owner,
                    "name all its users there");
        }
        roles.computeIfAbsent(role, _ -> new HashSet<>()).addAll(users.texts());
    }

    /**
     * All that was read, whether there were problems or not.
     *
     * @param inForce whether there is any policy file
     */
    public Policies policies(boolean inForce) {
        for (YamlValue role : namedRoles) {
            if (!roles.containsKey(role.text()) && !role.text().equals(Policies.END_USER)) {
                problems.add(
                        role.place(),
                        "there is no role " + role.written(),
                        ClosestWord.hint(role.text(), roles.keySet()));
            }
        }
        refuseUnknownClasses();
        return new Policies(inForce, roles, tables, classifications);
    }

    /** A class that no column has is a mistake in writing, and would leave a column bare. */
    private void refuseUnknownClasses() {
        Set<String> known = new HashSet<>();
        contracts.values().forEach(contract -> known.addAll(classes(contract)));
        liveContracts.values().forEach(contract -> known.addAll(classes(contract)));
        for (ClassificationRule rule : classifications) {
            if (!known.contains(rule.classification()) && unread.isEmpty()) {
                problems.add(
                        rule.place(),
                        "no contract has a column of the classification " + rule.classification(),
                        ClosestWord.hint(rule.classification(), known));
            }
        }
    }

    private static Set<String> classes(TableContract contract) {
        Set<String> classes = new HashSet<>();
        for (ColumnContract column : contract.columns()) {
            if (column.classification() != null) {
                classes.add(column.classification());
            }
        }
        return classes;
    }

    private Subjects subjects(YamlValue rule) {
        namedRoles.addAll(rule.at("roles").items());
        return new Subjects(
                Set.copyOf(new HashSet<>(rule.at("users").texts())),
                Set.copyOf(new HashSet<>(rule.at("roles").texts())));
    }

    private TableRule tableRule(YamlValue rule) {
        YamlValue name = rule.at("table");
        NamePattern table = new NamePattern(name.text());
        if (!table.isOpen() && !tableNames.contains(name.text()) && !unread.contains(name.text())) {
            problems.add(
                    name.place(),
                    "there is no table " + name.written(),
                    ClosestWord.hint(name.text(), tableNames));
        }
        Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        for (String word : rule.at("privileges").texts()) {
            Privilege.of(word).ifPresent(privileges::add);
        }
        if (!privileges.contains(Privilege.SELECT)) {
            refuse(rule.at("filter"));
            refuse(rule.at("columns"));
        }
        RowSql filter = filter(rule.at("filter"), table);
        Map<String, Treatment> columns = new LinkedHashMap<>();
        rule.at("columns")
                .entries()
                .forEach((column, as) -> columns.put(column, treatment(as, table, column)));
        return new TableRule(rule.place(), subjects(rule), table, privileges, filter, columns);
    }

    private void refuse(YamlValue part) {
        if (part.exists()) {
            problems.add(
                    part.placeOfKey(),
                    "a rule that does not grant select says nothing of rows",
                    "add select to its privileges, or take this away");
        }
    }

    private @Nullable RowSql filter(YamlValue value, NamePattern table) {
        if (!value.exists()) {
            return null;
        }
        RowSql filter = new RowSql(value.text(), value.place());
        for (TableContract contract : matched(table)) {
            check(value, RowExpression.filter(contract.name(), contract.schema(), filter.sql()));
        }
        return filter;
    }

    /** The declared tables that rows come into and that a pattern stands for. */
    private List<TableContract> matched(NamePattern table) {
        return contracts.values().stream()
                .filter(contract -> table.matches(contract.name()))
                .sorted(java.util.Comparator.comparing(TableContract::name))
                .toList();
    }

    private Treatment treatment(YamlValue as, NamePattern table, String column) {
        Treatment treatment = treatment(as);
        for (TableContract contract : matched(table)) {
            ColumnContract declared = contract.columnOrNull(column);
            if (declared == null) {
                if (!table.isOpen()) {
                    problems.add(
                            as.placeOfKey(),
                            contract.name() + " has no column " + column,
                            ClosestWord.hint(column, contract.columnNames()));
                }
            } else if (treatment instanceof Treatment.Computed computed) {
                check(
                        as.at("mask"),
                        RowExpression.mask(
                                contract.name(),
                                contract.schema(),
                                computed.value().sql(),
                                declared.type()));
            }
        }
        return treatment;
    }

    private Treatment treatment(YamlValue as) {
        YamlValue mask = as.at("mask");
        YamlValue allow = as.at("allow");
        boolean masked = !mask.node().isMissingNode();
        if (masked == allow.exists()) {
            problems.add(
                    as.place(),
                    masked ? "mask and allow exclude each other" : "neither mask nor allow is said",
                    "mask: hash, mask: null, mask: an expression, allow: false or allow: true");
            return new Treatment.Hidden();
        }
        if (!masked) {
            return allow.booleanOr(false) ? new Treatment.Shown() : new Treatment.Hidden();
        }
        String sql = mask.node().isNull() ? NULL : mask.text().strip();
        if (sql.equalsIgnoreCase(NULL)) {
            return new Treatment.Blank();
        }
        return sql.equalsIgnoreCase(HASH)
                ? new Treatment.Hashed()
                : new Treatment.Computed(new RowSql(sql, mask.place()));
    }

    private ClassificationRule classRule(YamlValue rule) {
        YamlValue classification = rule.at("classification");
        Treatment treatment = treatment(rule);
        if (treatment instanceof Treatment.Computed computed) {
            check(rule.at("mask"), computed.value(), classification.text());
        }
        return new ClassificationRule(
                classification.place(), subjects(rule), classification.text(), treatment);
    }

    /** An expression must suit one of the class's types at least; columns of others are NULL. */
    private void check(YamlValue mask, RowSql value, String classification) {
        Set<Type> types = new HashSet<>();
        contracts.values().stream()
                .flatMap(contract -> contract.columns().stream())
                .filter(column -> classification.equals(column.classification()))
                .forEach(column -> types.add(column.type()));
        TidemillException first = null;
        for (Type type : types) {
            TidemillException problem = RowExpression.classMask(value.sql(), type).problem();
            if (problem == null) {
                return;
            }
            first = first == null ? problem : first;
        }
        if (first != null) {
            problems.add(mask.place(), first.message(), first.hint());
        }
    }

    private void check(YamlValue value, RowExpression.Read read) {
        TidemillException problem = read.problem();
        if (problem != null) {
            problems.add(value.place(), problem.message(), problem.hint());
        }
    }
}
