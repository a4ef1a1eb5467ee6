package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's value whose type the caller says, instead of leaving it to what stands beside the
 * parameter.
 *
 * @param value in the form that {@link Transaction} says; null is NULL
 */
public record TypedValue(Type type, @Nullable Object value) {
    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    public TypedValue(Type type, @Nullable Object value) {
        this.type = requireNonNull(type, "type");
        this.value = value;
    }

    /** The types that are said; null where none is. */
    static List<@Nullable Type> types(List<? extends @Nullable Object> values) {
        List<@Nullable Type> types = new ArrayList<>();
        for (Object value : values) {
            types.add(value instanceof TypedValue typed ? typed.type() : null);
        }
        return types;
    }
}
