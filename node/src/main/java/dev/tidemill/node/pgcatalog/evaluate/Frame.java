package dev.tidemill.node.pgcatalog.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The row that expressions of one query are evaluated over, and those of the queries around it. */
final class Frame {
    private static final @Nullable Object[] NOTHING = new Object[0];

    final Run run;
    final @Nullable Frame outer;

    /** All columns of FROM, one table after the other. */
    @Nullable Object[] values;

    /** The rows of a group, when there are groups. */
    @Nullable List<@Nullable Object[]> group;

    /** Values of the window functions. */
    @Nullable Object[] windows = NOTHING;

    /** Values of the functions that give several rows. */
    @Nullable Object[] series = NOTHING;

    /** The element that ANY or ALL compares at the moment. */
    @Nullable Object element;

    Frame(Run run, @Nullable Frame outer, @Nullable Object[] values) {
        this.run = run;
        this.outer = outer;
        this.values = values;
    }

    /** The frame of the query so many levels around this one. */
    Frame up(int levels) {
        Frame frame = this;
        for (int i = 0; i < levels; i++) {
            frame = java.util.Objects.requireNonNull(frame.outer);
        }
        return frame;
    }
}
