package dev.tidemill.node.feature;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.NamedType;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is recorded for feature views: each table once for a version of a view. */
public final class FeatureRecordings {
    private FeatureRecordings() {}

    public static List<Recording> of(List<FeatureViewDefinition> views) {
        List<Recording> recordings = new ArrayList<>();
        for (FeatureViewDefinition view : views) {
            if (view.isRecorded()) {
                recordings.addAll(of(view));
            }
        }
        return recordings;
    }

    private static List<Recording> of(FeatureViewDefinition view) {
        Map<String, List<FeatureSource>> tables = new LinkedHashMap<>();
        for (FeatureSource source : view.sources()) {
            tables.computeIfAbsent(source.table(), _ -> new ArrayList<>()).add(source);
        }
        return tables.entrySet().stream()
                .map(entry -> recording(view, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Recording recording(
            FeatureViewDefinition view, String table, List<FeatureSource> sources) {
        Map<String, Type> types = new HashMap<>();
        view.key().forEach(column -> types.put(column.name(), column.type()));
        FeatureSource first = sources.getFirst();
        Map<String, Field> key = new LinkedHashMap<>();
        first.key()
                .forEach((column, of) -> key.put(column, Field.of(column, type(view, types, of))));
        Map<String, Field> columns = new LinkedHashMap<>();
        for (FeatureSource source : sources) {
            for (Feature feature : source.features()) {
                if (!key.containsKey(feature.column())) {
                    columns.putIfAbsent(
                            feature.column(), Field.of(feature.column(), feature.type()));
                }
            }
        }
        return new Recording(
                SystemTables.log(view.name(), view.version(), table),
                table,
                List.copyOf(key.values()),
                List.copyOf(columns.values()),
                first.time());
    }

    private static Type type(FeatureViewDefinition view, Map<String, Type> types, String of) {
        Type type = types.get(of);
        if (type == null) {
            throw new IllegalArgumentException(
                    "%s has no key %s among %s"
                            .formatted(
                                    view.id(),
                                    of,
                                    view.key().stream().map(NamedType::name).toList()));
        }
        return type;
    }
}
