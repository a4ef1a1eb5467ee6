package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.OnDemandFeature;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A feature that a feature view says of a row.
 *
 * @param view as far as this feature needs it, and without what only people read: two definitions
 *     that say the same are equal, wherever they stand
 * @param feature by its name there
 * @param key the view's keys and values of the request, and the column of the row that each is; one
 *     that is left out is a column of that name
 */
public record ViewFeature(FeatureViewDefinition view, String feature, Map<String, String> key) {
    private static final Place NOWHERE = new Place("", 0, 0);

    public ViewFeature {
        requireNonNull(view, "view");
        requireNonNull(feature, "feature");
        key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
        if (view.features().indexOf(feature) < 0) {
            throw new IllegalArgumentException(view.id() + " has no feature " + feature);
        }
    }

    /** A feature of a view as it is defined. */
    public static ViewFeature of(
            FeatureViewDefinition view, String feature, Map<String, String> key) {
        boolean isStored = view.onDemand().stream().noneMatch(each -> each.name().equals(feature));
        return new ViewFeature(needed(view, feature, isStored), feature, key);
    }

    private static FeatureViewDefinition needed(
            FeatureViewDefinition view, String feature, boolean isStored) {
        return new FeatureViewDefinition(
                view.name(),
                view.version(),
                "",
                null,
                "",
                view.key(),
                view.ttl(),
                /* isRecorded= */ false,
                FeatureViewDefinition.KEYS_MAX_DEFAULT,
                /* samplesPerMinute= */ 0,
                view.sources().stream()
                        .map(source -> needed(source, feature, isStored))
                        .filter(source -> !source.features().isEmpty())
                        .toList(),
                isStored ? List.of() : view.request(),
                view.onDemand().stream()
                        .filter(each -> each.name().equals(feature))
                        .map(ViewFeature::needed)
                        .toList());
    }

    private static FeatureSource needed(FeatureSource source, String feature, boolean isStored) {
        List<Feature> features =
                source.features().stream()
                        .filter(each -> !isStored || each.name().equals(feature))
                        .map(ViewFeature::needed)
                        .toList();
        return new FeatureSource(
                source.name(), source.table(), source.key(), source.time(), features, NOWHERE);
    }

    private static Feature needed(Feature feature) {
        return new Feature(
                feature.name(),
                feature.column(),
                feature.type(),
                null,
                feature.fallback(),
                NOWHERE);
    }

    private static OnDemandFeature needed(OnDemandFeature feature) {
        return new OnDemandFeature(feature.name(), feature.sql(), feature.type(), null, NOWHERE);
    }

    /** What its values are. */
    public Type type() {
        return view.features().type(view.features().indexOf(feature));
    }

    /** The column of the row that gives one of the view's inputs. */
    public String column(String input) {
        return key.getOrDefault(input, input);
    }
}
