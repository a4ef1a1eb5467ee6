package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.record.DefinitionEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The access as of the newest policies, over the definitions of a tick. They do not know what a
 * tick held before they came, so nobody whom they restrict is given one. Safe for all threads.
 */
public final class AccessKeeper {
    private final Supplier<Project> project;
    private final Supplier<String> hashKey;
    private volatile @Nullable Kept kept;

    /** An access and what it was made of. */
    private record Kept(Project project, DefinitionsInForce.View view, Access access) {}

    /**
     * @param project the project in force
     * @param hashKey what digests are made with; asked for when there are policies
     */
    public AccessKeeper(Supplier<Project> project, Supplier<String> hashKey) {
        this.project = requireNonNull(project, "project");
        this.hashKey = requireNonNull(hashKey, "hashKey");
    }

    /** The access over these definitions. */
    public Access over(DefinitionsInForce.View view) {
        Project now = project.get();
        Kept last = kept;
        if (last != null && last.project() == now && last.view() == view) {
            return last.access();
        }
        Kept made = new Kept(now, view, made(now, view));
        kept = made;
        return made.access();
    }

    private Access made(Project of, DefinitionsInForce.View view) {
        List<TableContract> contracts = new ArrayList<>(of.contracts());
        contracts.addAll(of.liveContracts());
        boolean inForce = of.policies().inForce();
        return Access.of(
                of.policies(),
                inForce ? contracts : List.of(),
                inForce ? view.liveTables() : Map.of(),
                inForce ? previews(view) : Map.of(),
                inForce ? hashKey.get() : "");
    }

    private static Map<String, String> previews(DefinitionsInForce.View view) {
        return view.definitions().previews().stream()
                .collect(
                        Collectors.toMap(
                                DefinitionEntry.Preview::name, DefinitionEntry.Preview::of));
    }
}
