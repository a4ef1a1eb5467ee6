package dev.tidemill.definitions.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One row of a list.
 *
 * @param columns the columns it names, each with the place of its name
 * @param values the same, each with the place of its value
 * @param json the row as one JSON object on one line
 */
public record TestRow(
        Place place, Map<String, Place> columns, Map<String, Place> values, String json) {
    public TestRow {
        requireNonNull(place, "place");
        requireNonNull(json, "json");
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        values = Map.copyOf(values);
    }
}
