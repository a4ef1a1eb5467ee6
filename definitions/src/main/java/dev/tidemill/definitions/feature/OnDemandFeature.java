package dev.tidemill.definitions.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * A feature that is computed for each request, from its key, the other features and the values that
 * come with it. The expression means what it means in a live table: NULL in gives NULL out unless
 * the function says otherwise, and one that fails gives NULL and is told of.
 *
 * @param sql one scalar expression
 * @param type the expression's, which a plan is held to
 * @param description free text; null when there is none
 * @param place where the expression stands
 */
public record OnDemandFeature(
        String name, String sql, Type type, @Nullable String description, Place place) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public OnDemandFeature(
            String name, String sql, Type type, @Nullable String description, Place place) {
        this.name = requireNonNull(name, "name");
        this.sql = requireNonNull(sql, "sql");
        this.type = requireNonNull(type, "type");
        this.description = description;
        this.place = requireNonNull(place, "place");
    }
}
