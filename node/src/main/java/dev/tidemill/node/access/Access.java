package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Logical;
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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The policies in force over the definitions in force: the one place that decides. What it cannot
 * make sense of is kept back: rows of a filter that does not plan, values of a mask that does not.
 *
 * <p>A preview is seen as what it previews would be, were it replaced: by that table's rule,
 * filter, masks and classes, and by those of the rule that is about the preview's own name.
 *
 * <p>Views are compiled once and remembered. Safe for all threads.
 */
public final class Access {
    /** Views that are remembered; beyond it all are compiled anew. */
    static final int VIEWS_MAX = 1_024;

    private final Policies policies;
    private final Classifications classifications;
    private final Map<String, String> previews;
    private final Set<String> notJudged;
    private final String hashKey;
    private final Map<Asked, TableView> views = new ConcurrentHashMap<>();

    /** Who asks for which table. */
    private record Asked(Principal principal, String table, Schema schema) {}

    private Access(
            Policies policies,
            Classifications classifications,
            Map<String, String> previews,
            Set<String> notJudged,
            String hashKey) {
        this.notJudged = Set.copyOf(notJudged);
        this.policies = requireNonNull(policies, "policies");
        this.classifications = requireNonNull(classifications, "classifications");
        this.previews = Map.copyOf(previews);
        this.hashKey = requireNonNull(hashKey, "hashKey");
    }

    /**
     * Policies over definitions.
     *
     * @param contracts of tables of every kind
     * @param live the live tables that run
     * @param previews the live table that each preview may replace, by the previews' names
     * @param notJudged tables whose contents the policies are not about, so that nobody is shown
     *     them
     * @param hashKey of letters and digits, which only the mill knows
     */
    public static Access of(
            Policies policies,
            Collection<TableContract> contracts,
            Map<String, PlannedTable> live,
            Map<String, String> previews,
            Set<String> notJudged,
            String hashKey) {
        return new Access(
                policies,
                Classifications.of(contracts, live, previews),
                previews,
                notJudged,
                hashKey);
    }

    /** Whether there are policies. */
    public boolean inForce() {
        return policies.inForce();
    }

    /** The tables whose contents the policies are not about, until they are replaced. */
    Set<String> notJudged() {
        return notJudged;
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

    /**
     * The rules that hold for a table: of a preview also the one of what it previews, whose rows it
     * is made of under another name. Empty when one of them is missing.
     */
    private List<TableRule> rules(Principal principal, String table) {
        List<TableRule> rules = new ArrayList<>();
        if (!principal.mayMean(table)) {
            return List.of();
        }
        for (String name : namesOf(table)) {
            Optional<TableRule> rule = policies.tableRule(principal.name(), roles(principal), name);
            if (rule.isEmpty()) {
                return List.of();
            }
            rules.add(rule.get());
        }
        return rules;
    }

    private List<String> namesOf(String table) {
        String previewed = previews.get(table);
        return previewed == null ? List.of(table) : List.of(previewed, table);
    }

    /** What all rules grant that hold for a table. */
    Set<Privilege> privileges(Principal principal, String table) {
        Set<Privilege> granted = EnumSet.noneOf(Privilege.class);
        List<TableRule> rules = rules(principal, table);
        if (!rules.isEmpty()) {
            granted.addAll(EnumSet.allOf(Privilege.class));
            rules.forEach(rule -> granted.retainAll(rule.privileges()));
        }
        return granted;
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
        List<TableRule> rules = rules(principal, asked.table());
        if (rules.isEmpty()) {
            throw new TidemillException(ErrorCode.FORBIDDEN, "no rule is about " + asked.table());
        }
        ViewCompiler compiler =
                new ViewCompiler(
                        asked.table(),
                        asked.schema(),
                        principal.name(),
                        principal.claims(),
                        hashKey);
        List<TableView.Column> columns = new ArrayList<>();
        for (int i = 0; i < asked.schema().size(); i++) {
            Chosen chosen = chosen(asked, asked.schema().field(i).name(), rules);
            if (!(chosen.treatment() instanceof Treatment.Hidden)) {
                columns.add(
                        new TableView.Column(
                                i,
                                chosen.byClass()
                                        ? compiler.classMask(i, chosen.treatment())
                                        : compiler.mask(i, chosen.treatment())));
            }
        }
        return new TableView(asked.schema(), filter(rules, compiler), columns);
    }

    /** Rows for which all filters are true; a filter that does not fit keeps the table back. */
    private static @Nullable Expr filter(List<TableRule> rules, ViewCompiler compiler) {
        Expr all = null;
        for (TableRule rule : rules) {
            Expr next = compiler.filter(rule.filter());
            if (all == null) {
                all = next;
            } else if (next != null) {
                all = new Logical(Logical.Kind.AND, List.of(all, next));
            }
        }
        return all;
    }

    /** How a column looks, and whether that is said of its class. */
    private record Chosen(Treatment treatment, boolean byClass) {}

    /**
     * What the first rule says of a column, or else its class; and where that shows it, what a
     * further one says. A column that one of the rules hides is not there.
     */
    private Chosen chosen(Asked asked, String column, List<TableRule> rules) {
        Treatment own = rules.getFirst().columns().get(column);
        Chosen chosen =
                own == null ? new Chosen(ofClass(asked, column), true) : new Chosen(own, false);
        for (TableRule further : rules.subList(1, rules.size())) {
            Treatment other = further.columns().getOrDefault(column, new Treatment.Shown());
            boolean keepsMore =
                    other instanceof Treatment.Hidden
                            || chosen.treatment() instanceof Treatment.Shown;
            if (keepsMore) {
                chosen = new Chosen(other, false);
            }
        }
        return chosen;
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
