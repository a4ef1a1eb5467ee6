package dev.tidemill.definitions.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;

/** A value that a reader gives: a column of a view's key, or a value that comes with a request. */
public record NamedType(String name, Type type) {
    public NamedType {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
    }
}
