package dev.tidemill.algebra.type;

import static java.util.Objects.requireNonNull;

/**
 * An array of one dimension, whose elements count from 1; elements may be NULL. Its values stand as
 * bytes whose order is the arrays' order: see {@link dev.tidemill.algebra.column.ArrayWriter}.
 *
 * @param element the type of the elements, itself no array
 */
public record ArrayType(Type element) implements Type {
    public ArrayType {
        requireNonNull(element, "element");
        if (element instanceof ArrayType) {
            throw new IllegalArgumentException("arrays have one dimension");
        }
    }

    @Override
    public Physical physical() {
        return Physical.BYTES;
    }

    @Override
    public String sqlName() {
        return element.sqlName() + "[]";
    }

    @Override
    public String toString() {
        return sqlName();
    }
}
