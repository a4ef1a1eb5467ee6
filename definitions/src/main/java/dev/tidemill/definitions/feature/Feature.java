package dev.tidemill.definitions.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * A feature that is a column of a source's row. Where there is no such row, or it is too old, the
 * feature has its default; a NULL in the row stays NULL.
 *
 * @param column of the source's table
 * @param type the column's, which a plan is held to
 * @param description free text; null when there is none
 * @param fallback the default as text; null for NULL
 * @param place where the feature stands
 */
public record Feature(
        String name,
        String column,
        Type type,
        @Nullable String description,
        @Nullable String fallback,
        Place place) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public Feature(
            String name,
            String column,
            Type type,
            @Nullable String description,
            @Nullable String fallback,
            Place place) {
        this.name = requireNonNull(name, "name");
        this.column = requireNonNull(column, "column");
        this.type = requireNonNull(type, "type");
        this.description = description;
        this.fallback = fallback;
        this.place = requireNonNull(place, "place");
    }
}
