package dev.tidemill.definitions.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A live or keyed table that a view takes features from: one row of it, or none, for a key.
 *
 * @param name unique in the view
 * @param table where the row is found
 * @param key the table's columns and what of the view's key each is equal to, in the file's order
 * @param time the column that says how old the row is; null when there is none
 * @param place where the source stands
 */
public record FeatureSource(
        String name,
        String table,
        Map<String, String> key,
        @Nullable String time,
        List<Feature> features,
        Place place) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public FeatureSource(
            String name,
            String table,
            Map<String, String> key,
            @Nullable String time,
            List<Feature> features,
            Place place) {
        this.name = requireNonNull(name, "name");
        this.table = requireNonNull(table, "table");
        this.key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
        this.time = time;
        this.features = List.copyOf(features);
        this.place = requireNonNull(place, "place");
    }
}
