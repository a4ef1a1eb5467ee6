package dev.tidemill.node.plan;

import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.projecttest.ProjectTest;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.node.definition.CandidateDefinitions;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.DefinitionEntry.DefinedIndex;
import dev.tidemill.node.record.DefinitionEntry.FunctionJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of sources, jars of functions, indexes, feature views, predictors, actions and
 * policies.
 */
final class OtherChanges {
    private OtherChanges() {}

    static List<PlannedChange> of(
            RunningDefinitions running, CandidateDefinitions next, Project project) {
        DefinitionEntry former = running.view().definitions();
        List<PlannedChange> changes = new ArrayList<>();
        changes.addAll(
                compare(
                        DefinitionKind.SOURCE,
                        sources(running.project()),
                        sources(project),
                        "source_changed",
                        "the mill takes it at its next start: "));
        changes.addAll(
                compare(
                        DefinitionKind.FUNCTION,
                        jars(former.functions()),
                        jars(next.entry().functions()),
                        "jar_changed",
                        ""));
        changes.addAll(indexes(former, next.entry()));
        changes.addAll(
                compare(
                        DefinitionKind.FEATURE_VIEW,
                        FeatureViewText.of(running.project()),
                        FeatureViewText.of(project),
                        "feature_view_changed",
                        ""));
        changes.addAll(
                compare(
                        DefinitionKind.PREDICTOR,
                        PredictorText.of(running.project()),
                        PredictorText.of(project),
                        "predictor_changed",
                        ""));
        changes.addAll(actions(running.project(), project));
        changes.addAll(
                compare(
                        DefinitionKind.POLICY,
                        policies(running.project()),
                        policies(project),
                        "policy_changed",
                        ""));
        return changes;
    }

    /**
     * What becomes of tests, which change nothing that runs.
     *
     * @param former their texts by path
     */
    static List<PlannedChange> tests(Map<String, String> former, Map<String, String> newer) {
        Set<String> paths = new TreeSet<>(former.keySet());
        paths.addAll(newer.keySet());
        List<PlannedChange> changes = new ArrayList<>();
        for (String path : paths) {
            String was = former.get(path);
            String is = newer.get(path);
            PlanReason reason =
                    was == null
                            ? new PlanReason("new", "it is not there yet")
                            : is == null
                                    ? new PlanReason("gone", "no file defines it any more")
                                    : new PlanReason("test_changed", "it is another test");
            changes.add(
                    PlannedChange.of(
                            DefinitionKind.TEST,
                            ProjectTest.nameOf(path),
                            testText(path, was),
                            testText(path, is),
                            Objects.equals(was, is) ? List.of() : List.of(reason)));
        }
        return changes;
    }

    private static @Nullable Map<String, Object> testText(String path, @Nullable String text) {
        if (text == null) {
            return null;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("file", path);
        told.put("lines", text.lines().count());
        return told;
    }

    private static List<PlannedChange> compare(
            DefinitionKind kind,
            Map<String, Map<String, Object>> former,
            Map<String, Map<String, Object>> newer,
            String code,
            String note) {
        Set<String> names = new TreeSet<>(former.keySet());
        names.addAll(newer.keySet());
        List<PlannedChange> changes = new ArrayList<>();
        for (String name : names) {
            Map<String, Object> before = former.get(name);
            Map<String, Object> after = newer.get(name);
            changes.add(
                    PlannedChange.of(
                            kind, name, before, after, reasons(before, after, code, note)));
        }
        return changes;
    }

    private static List<PlanReason> reasons(
            @Nullable Map<String, Object> before,
            @Nullable Map<String, Object> after,
            String code,
            String note) {
        if (before == null) {
            return List.of(new PlanReason("new", note + "it is not there yet"));
        }
        if (after == null) {
            return List.of(new PlanReason("gone", note + "no file defines it any more"));
        }
        List<PlanReason> reasons = new ArrayList<>();
        Set<String> properties = new TreeSet<>(before.keySet());
        properties.addAll(after.keySet());
        for (String property : properties) {
            Object was = before.get(property);
            Object is = after.get(property);
            if (!Objects.equals(was, is)) {
                reasons.add(
                        new PlanReason(code, note + "%s: %s -> %s".formatted(property, was, is)));
            }
        }
        return reasons;
    }

    private static Map<String, Map<String, Object>> sources(Project project) {
        Map<String, Map<String, Object>> sources = new TreeMap<>();
        for (SourceDefinition source : project.sources()) {
            Map<String, Object> text = new LinkedHashMap<>();
            switch (source) {
                case SourceDefinition.Csv csv -> {
                    text.put("kind", "csv");
                    text.put("file", relative(project, csv.file()));
                }
                case SourceDefinition.Replay replay -> {
                    text.put("kind", "replay");
                    text.put("file", relative(project, replay.file()));
                    text.put("preload", replay.preload().toString());
                    text.put("repeat", replay.repeat());
                    text.put(
                            "columns",
                            replay.streams().stream()
                                    .map(stream -> stream.time() + " " + stream.columns())
                                    .toList());
                }
            }
            text.put("tables", source.tables());
            sources.put(source.name(), text);
        }
        return sources;
    }

    private static String relative(Project project, Path file) {
        return project.directory().relativize(file).toString();
    }

    private static Map<String, Map<String, Object>> jars(List<FunctionJar> functions) {
        Map<String, Map<String, Object>> jars = new TreeMap<>();
        functions.forEach(
                jar -> jars.put(jar.file(), new LinkedHashMap<>(Map.of("hash", jar.version()))));
        return jars;
    }

    private static List<PlannedChange> indexes(DefinitionEntry former, DefinitionEntry newer) {
        return compare(DefinitionKind.INDEX, indexes(former), indexes(newer), "index_changed", "")
                .stream()
                .map(
                        change ->
                                change.action() == PlanAction.UPDATE
                                        ? change.withAction(PlanAction.REPLACE)
                                        : change)
                .toList();
    }

    private static Map<String, Map<String, Object>> indexes(DefinitionEntry entry) {
        Map<String, Map<String, Object>> indexes = new TreeMap<>();
        for (DefinedIndex index : entry.indexes()) {
            if (!index.created()) {
                Map<String, Object> text = new LinkedHashMap<>();
                text.put("table", index.index().table());
                text.put("columns", index.index().columns());
                indexes.put(index.index().name(), text);
            }
        }
        return indexes;
    }

    private static List<PlannedChange> actions(Project former, Project newer) {
        Map<String, ActionDefinition> before = byName(former);
        Map<String, ActionDefinition> after = byName(newer);
        List<PlannedChange> changes = new ArrayList<>();
        for (PlannedChange change :
                compare(DefinitionKind.ACTION, texts(before), texts(after), "action_changed", "")) {
            ActionDefinition was = before.get(change.name());
            ActionDefinition is = after.get(change.name());
            PlannedChange told = change.withSensitive(sensitive(was, is));
            if (change.action() == PlanAction.NOTHING && was != null && is != null) {
                told = withOtherSecrets(told, was, is);
            }
            changes.add(told);
        }
        return changes;
    }

    /** Headers, keys and urls may differ where they are told as they are written, or as secrets. */
    private static PlannedChange withOtherSecrets(
            PlannedChange change, ActionDefinition was, ActionDefinition is) {
        List<PlanReason> reasons = new ArrayList<>();
        if (!is.webhook().url().equals(was.webhook().url())) {
            reasons.add(new PlanReason("secret_changed", "what is filled into the url is another"));
        }
        is.webhook()
                .headers()
                .forEach(
                        (name, value) -> {
                            if (!Objects.equals(value, was.webhook().headers().get(name))) {
                                reasons.add(
                                        new PlanReason(
                                                "secret_changed",
                                                "the value of the header " + name + " is another"));
                            }
                        });
        if (reasons.isEmpty() && !is.webhooks().equals(was.webhooks())) {
            reasons.add(
                    new PlanReason("secret_changed", "a secret of what it sends is another one"));
        }
        return PlannedChange.of(
                        change.kind(), change.name(), change.before(), change.after(), reasons)
                .withSensitive(change.sensitive());
    }

    private static List<String> sensitive(
            @Nullable ActionDefinition was, @Nullable ActionDefinition is) {
        Set<String> paths = new TreeSet<>();
        both(was, is).forEach(action -> paths.addAll(ActionTermsText.sensitive(action)));
        return List.copyOf(paths);
    }

    private static List<ActionDefinition> both(
            @Nullable ActionDefinition one, @Nullable ActionDefinition other) {
        List<ActionDefinition> both = new ArrayList<>();
        if (one != null) {
            both.add(one);
        }
        if (other != null) {
            both.add(other);
        }
        return both;
    }

    /** Rules hold together, in their order, so they are told of together. */
    private static Map<String, Map<String, Object>> policies(Project project) {
        return project.policies().inForce()
                ? Map.of("rules", new TreeMap<>(project.policies().texts()))
                : Map.of();
    }

    private static Map<String, ActionDefinition> byName(Project project) {
        Map<String, ActionDefinition> actions = new TreeMap<>();
        project.actions().forEach(action -> actions.put(action.name(), action));
        return actions;
    }

    private static Map<String, Map<String, Object>> texts(Map<String, ActionDefinition> actions) {
        Map<String, Map<String, Object>> texts = new TreeMap<>();
        actions.forEach((name, action) -> texts.put(name, text(action)));
        return texts;
    }

    private static Map<String, Object> text(ActionDefinition action) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("on", action.on());
        text.put("key", action.key());
        text.put(
                "when",
                action.when().stream()
                        .map(t -> t.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
        text.put("url", action.webhook().written());
        text.put("timeout", action.webhook().timeout().toString());
        text.put("headers", ActionTermsText.headers(action.webhook()));
        text.put("attempts", action.retry().attempts());
        if (action.latch() != null) {
            text.put("latch", action.latch().table());
        }
        ActionTermsText.put(action, text);
        return text;
    }
}
