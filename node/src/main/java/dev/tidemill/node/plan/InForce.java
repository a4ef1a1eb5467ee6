package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.record.DefinitionEntry.DefinedIndex;
import dev.tidemill.node.record.DefinitionEntry.FunctionJar;
import dev.tidemill.node.record.DefinitionEntry.LiveSql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The definitions that are in force, without previews.
 *
 * @param fingerprint which plans are made against
 * @param files the hash of the files that they were read from
 * @param release the same when they were applied; empty when a folder's are in force
 * @param definitions by kind and name
 */
public record InForce(
        String fingerprint, String files, String release, List<Definition> definitions) {
    private static final String RUNNING = "running";

    public InForce {
        requireNonNull(fingerprint, "fingerprint");
        requireNonNull(files, "files");
        requireNonNull(release, "release");
        definitions = List.copyOf(definitions);
    }

    /**
     * A definition.
     *
     * @param hash of a live table's plan, or of a jar; null of others
     * @param state {@code running}, {@code building}, {@code replacing} or {@code suspended}
     * @param created whether a statement made it, and no file defines it
     */
    public record Definition(
            DefinitionKind kind,
            String name,
            @Nullable String hash,
            String state,
            boolean created) {
        public String address() {
            return kind.address(name);
        }
    }

    static InForce of(RunningDefinitions running, String release) {
        DefinitionsInForce.View view = running.view();
        List<Definition> all = new ArrayList<>();
        for (SourceDefinition source : running.project().sources()) {
            all.add(running(DefinitionKind.SOURCE, source.name()));
        }
        for (TableContract contract : running.project().contracts()) {
            all.add(running(DefinitionKind.CONTRACT, contract.name()));
        }
        for (TableContract contract : running.project().liveContracts()) {
            all.add(running(DefinitionKind.CONTRACT, contract.name()));
        }
        for (FunctionJar jar : view.definitions().functions()) {
            all.add(
                    new Definition(
                            DefinitionKind.FUNCTION, jar.file(), jar.version(), RUNNING, false));
        }
        for (LiveSql table : view.definitions().withoutPreviews().liveTables()) {
            all.add(liveTable(table, view));
        }
        for (DefinedIndex index : view.definitions().withoutPreviews().indexes()) {
            all.add(
                    new Definition(
                            DefinitionKind.INDEX,
                            index.index().name(),
                            null,
                            RUNNING,
                            index.created()));
        }
        running.project()
                .features()
                .forEach(each -> all.add(running(DefinitionKind.FEATURE_VIEW, each.id())));
        running.project()
                .predictors()
                .forEach(each -> all.add(running(DefinitionKind.PREDICTOR, each.name())));
        for (ActionDefinition action : running.project().actions()) {
            all.add(running(DefinitionKind.ACTION, action.name()));
        }
        if (running.project().policies().inForce()) {
            all.add(running(DefinitionKind.POLICY, "rules"));
        }
        all.sort(Comparator.comparing(Definition::kind).thenComparing(Definition::name));
        return new InForce(running.fingerprint(), running.files(), release, all);
    }

    private static Definition running(DefinitionKind kind, String name) {
        return new Definition(kind, name, null, RUNNING, false);
    }

    private static Definition liveTable(LiveSql table, DefinitionsInForce.View view) {
        String name = table.name();
        boolean runs = view.liveTables().containsKey(name);
        String state =
                view.building().containsKey(name)
                        ? (runs ? "replacing" : "building")
                        : runs ? RUNNING : "suspended";
        return new Definition(
                DefinitionKind.LIVE_TABLE,
                name,
                table.planHash().isEmpty() ? null : table.planHash(),
                state,
                view.definitions().created().contains(name));
    }
}
