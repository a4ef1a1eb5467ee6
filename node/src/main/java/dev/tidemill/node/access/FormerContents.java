package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.policy.Policies;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.TableBuild;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tables that go on with what they hold while others are built in their place, which takes long
 * when there is much. Policies and contracts that came since the building began are about what will
 * be there, and cannot judge what is: such tables, and those that read them, are kept back until
 * they are replaced. Safe for all threads.
 */
final class FormerContents {
    /** What was in force when the building began, by table. */
    private final Map<String, Began> began = new HashMap<>();

    /**
     * What judged a table's contents when its replacement began to be built.
     *
     * @param sinceTick when that was
     * @param judged null when nobody knows, after a start
     */
    private record Began(long sinceTick, @Nullable Judged judged) {}

    /** All that decides what is seen of a table. */
    private record Judged(
            Policies policies, List<TableContract> contracts, List<TableContract> live) {
        Judged {
            requireNonNull(policies, "policies");
            contracts = List.copyOf(contracts);
            live = List.copyOf(live);
        }

        static Judged by(Project project) {
            return new Judged(project.policies(), project.contracts(), project.liveContracts());
        }
    }

    /**
     * Another project is about to be in force: what is being built now began under the former one.
     */
    synchronized void judgedBy(Project former, DefinitionsInForce.View now) {
        began.keySet().retainAll(now.building().keySet());
        now.building().values().forEach(build -> note(build, Judged.by(former)));
    }

    /** What is being built at a start began under a project that nobody knows any more. */
    synchronized void judgedByNobodyKnows(DefinitionsInForce.View now) {
        now.building()
                .forEach((name, build) -> began.put(name, new Began(build.sinceTick(), null)));
    }

    private void note(TableBuild build, @Nullable Judged judged) {
        String name = build.table().name();
        Began known = began.get(name);
        if (known == null || known.sinceTick() < build.sinceTick()) {
            began.put(name, new Began(build.sinceTick(), judged));
        }
    }

    /** The tables that a project's policies cannot judge as they are. */
    synchronized Set<String> notJudgedBy(Project project, DefinitionsInForce.View view) {
        Judged now = Judged.by(project);
        Set<String> kept = new LinkedHashSet<>();
        for (TableBuild build : view.building().values()) {
            if (build.replaces()) {
                note(build, now);
                String name = build.table().name();
                if (!now.equals(requireNonNull(began.get(name)).judged())) {
                    kept.add(name);
                    kept.addAll(view.readersOf(name));
                }
            }
        }
        return kept;
    }
}
