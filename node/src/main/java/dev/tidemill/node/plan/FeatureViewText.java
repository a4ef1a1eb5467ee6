package dev.tidemill.node.plan;

import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.NamedType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Feature views as plans show them, each version by itself. */
final class FeatureViewText {
    private FeatureViewText() {}

    static Map<String, Map<String, Object>> of(Project project) {
        Map<String, Map<String, Object>> texts = new TreeMap<>();
        project.features().forEach(view -> texts.put(view.id(), of(view)));
        return texts;
    }

    private static Map<String, Object> of(FeatureViewDefinition view) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("entity", view.entity());
        text.put("key", named(view.key()));
        if (view.ttl() != null) {
            text.put("ttl", String.valueOf(view.ttl()));
        }
        text.put("record", view.isRecorded());
        text.put("keys_max", view.keysMax());
        text.put("samples_per_minute", view.samplesPerMinute());
        for (FeatureSource source : view.sources()) {
            text.put("source " + source.name(), of(source));
        }
        if (!view.request().isEmpty()) {
            text.put("request", named(view.request()));
        }
        view.onDemand()
                .forEach(
                        feature ->
                                text.put(
                                        "on_demand " + feature.name(),
                                        feature.sql() + " " + feature.type().sqlName()));
        return text;
    }

    private static String of(FeatureSource source) {
        List<String> features = source.features().stream().map(FeatureViewText::of).toList();
        return "%s by %s%s: %s"
                .formatted(
                        source.table(),
                        source.key(),
                        source.time() == null ? "" : " of " + source.time(),
                        features);
    }

    private static String of(Feature feature) {
        return feature.name()
                + " "
                + feature.column()
                + " "
                + feature.type().sqlName()
                + (feature.fallback() == null ? "" : " default " + feature.fallback());
    }

    private static List<String> named(List<NamedType> types) {
        return types.stream().map(type -> type.name() + " " + type.type().sqlName()).toList();
    }
}
