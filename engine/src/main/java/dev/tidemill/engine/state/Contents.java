package dev.tidemill.engine.state;

import java.util.List;

/**
 * Names what some regions held at a tick boundary, without holding it: two are equal only if they
 * name the same regions and nothing was written to these between. That something was written need
 * not mean that rows are others.
 */
public record Contents(List<Part> parts) {
    /**
     * A region, told apart by its identity, and the epoch at which it was first pinned as it was.
     */
    public record Part(Region region, long version) {}

    public Contents {
        parts = List.copyOf(parts);
    }
}
