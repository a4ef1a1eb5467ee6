package dev.tidemill.algebra.type;

import static java.util.Objects.requireNonNull;

/** A named column of a schema. */
public record Field(String name, Type type, boolean nullable) {
    public Field {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
    }

    public static Field of(String name, Type type) {
        return new Field(name, type, true);
    }
}
