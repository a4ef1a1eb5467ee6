package dev.tidemill.catalog;

import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.OnDemandFeature;
import dev.tidemill.sql.lineage.Dependencies;
import dev.tidemill.sql.lineage.Influence;
import dev.tidemill.sql.lineage.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A version of a feature view in the catalog. A feature is a column of its source's row, which the
 * key finds; one that is computed on demand depends on the features that its expression names.
 */
final class FeatureViewEntry {
    private FeatureViewEntry() {}

    static Entry of(FeatureViewDefinition view) {
        List<EntryColumn> columns = new ArrayList<>();
        List<Dependencies> rows = new ArrayList<>();
        for (FeatureSource source : view.sources()) {
            rows.add(Dependencies.of(Origin.rows(source.table()), Influence.ROWS));
            source.key()
                    .keySet()
                    .forEach(
                            column ->
                                    rows.add(
                                            Dependencies.of(
                                                    new Origin(source.table(), column),
                                                    Influence.JOIN)));
            source.features().forEach(feature -> columns.add(column(source, feature)));
        }
        view.onDemand().forEach(feature -> columns.add(column(view, feature)));
        return new Entry(
                id(view),
                view.id(),
                EntryKind.FEATURE_VIEW,
                view.file(),
                view.description() == null ? "" : view.description(),
                List.of(),
                List.of(view.entity()),
                columns,
                Dependencies.all(rows));
    }

    static String id(FeatureViewDefinition view) {
        return id(view.id());
    }

    /** That of a view by its name and version. */
    static String id(String view) {
        return "feature/" + view;
    }

    private static EntryColumn column(FeatureSource source, Feature feature) {
        return new EntryColumn(
                feature.name(),
                feature.type().sqlName(),
                feature.description() == null ? "" : feature.description(),
                "",
                Dependencies.of(new Origin(source.table(), feature.column()), Influence.IDENTITY));
    }

    private static EntryColumn column(FeatureViewDefinition view, OnDemandFeature feature) {
        Set<String> words =
                new HashSet<>(
                        List.of(feature.sql().toLowerCase(Locale.ROOT).split("[^a-z0-9_]+", -1)));
        List<Dependencies> named = new ArrayList<>();
        for (FeatureSource source : view.sources()) {
            for (Feature stored : source.features()) {
                if (words.contains(stored.name())) {
                    named.add(
                            Dependencies.of(
                                    new Origin(source.table(), stored.column()),
                                    Influence.TRANSFORMATION));
                }
            }
        }
        return new EntryColumn(
                feature.name(),
                feature.type().sqlName(),
                feature.description() == null ? "" : feature.description(),
                "",
                Dependencies.all(named));
    }
}
