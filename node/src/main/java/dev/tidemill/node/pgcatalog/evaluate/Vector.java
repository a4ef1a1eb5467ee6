package dev.tidemill.node.pgcatalog.evaluate;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An array whose first element has the number 0, as those of int2vector and oidvector do. */
public final class Vector extends AbstractList<@Nullable Object> {
    private final List<? extends @Nullable Object> elements;

    public Vector(List<? extends @Nullable Object> elements) {
        this.elements = List.copyOf(elements);
    }

    @Override
    public @Nullable Object get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }

    /** The number of an array's first element. */
    static int low(List<?> array) {
        return array instanceof Vector ? 0 : 1;
    }
}
