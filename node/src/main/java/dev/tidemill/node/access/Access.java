package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.policy.ClassificationRule;
import dev.tidemill.definitions.policy.Policies;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.definitions.policy.TableRule;
import dev.tidemill.definitions.policy.Treatment;
import dev.tidemill.node.definition.PlannedTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policies in force over the definitions in force: the one place that decides. What it cannot
 * make sense of is kept back: rows of a filter that does not plan, values of a mask that does not.
 *
 * <p>Views are compiled once and remembered. Safe for all threads.
 */
public final class Access {
    /** Views that are remembered; beyond it all are compiled anew. */
    static final int VIEWS_MAX = 1_024;

    private final Policies policies;
    private final Classifications classifications;
    private final String hashKey;
    private final Map<Asked, TableView> views = new ConcurrentHashMap<>();

    /** Who asks for which table. */
    private record Asked(Principal principal, String table, Schema schema) {}

    private Access(Policies policies, Classifications classifications, String hashKey) {
        this.policies = requireNonNull(policies, "policies");
        this.classifications = requireNonNull(classifications, "classifications");
        this.hashKey = requireNonNull(hashKey, "hashKey");
    }

    /**
     * Policies over definitions.
     *
     * @param contracts of tables of every kind
     * @param live the live tables that run
     * @param hashKey of letters and digits, which only the mill knows
     */
    public static Access of(
            Policies policies,
            Collection<TableContract> contracts,
            Map<String, PlannedTable> live,
            String hashKey) {
        return new Access(policies, Classifications.of(contracts, live), hashKey);
    }

    /** Whether there are policies. */
    public boolean inForce() {
        return policies.inForce();
    }

    /** What a principal may see and do. */
    public Sight sight(Principal principal) {
        return new Sight(this, principal);
    }

    private Set<String> roles(Principal principal) {
        Set<String> roles = new HashSet<>(policies.rolesOf(principal.name()));
        roles.addAll(principal.roles());
        return roles;
    }

    private Optional<TableRule> rule(Principal principal, String table) {
        return policies.tableRule(principal.name(), roles(principal), table);
    }

    Set<Privilege> privileges(Principal principal, String table) {
        return rule(principal, table).map(TableRule::privileges).orElse(Set.of());
    }

    /** How a table looks to somebody who may see it. */
    TableView view(Principal principal, String table, Schema schema) {
        Asked asked = new Asked(principal, table, schema);
        TableView known = views.get(asked);
        if (known != null) {
            return known;
        }
        TableView made = made(asked);
        if (views.size() >= VIEWS_MAX) {
            views.clear();
        }
        views.put(asked, made);
        return made;
    }

    private TableView made(Asked asked) {
        Principal principal = asked.principal();
        TableRule rule =
                rule(principal, asked.table())
                        .orElseThrow(
                                () ->
                                        new TidemillException(
                                                ErrorCode.FORBIDDEN,
                                                "no rule is about " + asked.table()));
        ViewCompiler compiler =
                new ViewCompiler(asked.table(), asked.schema(), principal.name(), hashKey);
        List<TableView.Column> columns = new ArrayList<>();
        for (int i = 0; i < asked.schema().size(); i++) {
            String column = asked.schema().field(i).name();
            Treatment own = rule.columns().get(column);
            Treatment treatment = own == null ? ofClass(asked, column) : own;
            if (!(treatment instanceof Treatment.Hidden)) {
                columns.add(
                        new TableView.Column(
                                i,
                                own == null
                                        ? compiler.classMask(i, treatment)
                                        : compiler.mask(i, treatment)));
            }
        }
        return new TableView(asked.schema(), compiler.filter(rule.filter()), columns);
    }

    /** What the rules of a column's classes say: of several classes the first that is kept back. */
    private Treatment ofClass(Asked asked, String column) {
        Principal principal = asked.principal();
        for (String each : new TreeSet<>(classifications.of(asked.table(), column))) {
            Treatment found =
                    policies.classificationRule(principal.name(), roles(principal), each)
                            .map(ClassificationRule::treatment)
                            .orElse(new Treatment.Shown());
            if (!(found instanceof Treatment.Shown)) {
                return found;
            }
        }
        return new Treatment.Shown();
    }
}
